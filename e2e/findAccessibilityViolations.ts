import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core finds wrong with a view as it is now, in all of its colours, one line for each element. */
export async function findAccessibilityViolations(page: Page): Promise<readonly string[]> {
  const source = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  await page.evaluate(source);
  // The one frame there is shows a page of the export, which axe-core would wait for.
  const found: string[] = [];
  // Without motion, so that no color is looked at on its way to another.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const chosen = await page.evaluate('document.documentElement.dataset.appearance');
  for (const appearance of ['high-contrast', 'dark', 'light'] as const) {
    await page.evaluate(`document.documentElement.dataset.appearance = '${appearance}'`);
    const { violations } = (await page.evaluate('axe.run({ iframes: false })')) as AxeResults;
    for (const { id, nodes } of violations) {
      for (const { html, failureSummary = '' } of nodes) {
        found.push(`${appearance}, ${id}: ${html} ${failureSummary}`);
      }
    }
  }
  await page.evaluate(`document.documentElement.dataset.appearance = '${String(chosen)}'`);
  return found;
}
