/**
 * `npm run screenshots`: writes docs/screenshots/VIEW-light.png and VIEW-dark.png of every view, with the bundled sample
 * meeting and a few short recordings, transcribed for real in a data folder of its own, and stand-ins for models that a
 * hub on this computer offers.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { openHubBrowser } from '../e2e/openHubBrowser.ts';
import { captureModels } from './screenshots/captureModels.ts';
import { captureTranscript } from './screenshots/captureTranscript.ts';
import { scrollToTop } from './screenshots/scrollToTop.ts';
import { addStandInModels } from './screenshots/standInModels.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'docs', 'screenshots');
const HELD_OUT = join(ROOT, 'e2e', 'media', 'held-out');
const VIEWPORT = { width: 1200, height: 760 };
/** For measuring the computer, next to other work. */
const MEASURED_MS = 120_000;
const RECORDINGS = [
  { file: join(HELD_OUT, 'flite-slt-00.flac'), title: 'Hiring interview' },
  { file: join(HELD_OUT, 'flite-awb-01.flac'), title: 'Budget review' },
  { file: join(HELD_OUT, 'flite-kal16-02.flac'), title: 'Weekly planning' },
  { file: join(ROOT, 'assets', 'samples', 'project-meeting.ogg'), title: 'Project meeting' },
] as const;

await mkdir(FOLDER, { recursive: true });
const { hub, browser, close } = await openHubBrowser((start) => addStandInModels(start.hub));
try {
  const page = await browser.openPage({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  await page.getByText('An hour of meeting takes about').waitFor({ timeout: MEASURED_MS });
  await capture(page, 'welcome');
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor();
  await capture(page, 'empty');
  await transcribeAll(page);
  await capture(page, 'library');
  await captureSelection(page);
  await page.getByRole('textbox', { name: 'Search all meetings' }).fill('the budget');
  await page.locator('mark').first().waitFor();
  await capture(page, 'search');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('link', { name: 'Project meeting' }).click();
  await captureTranscript(page, capture);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('combobox', { name: 'Format' }).selectOption('srt');
  await page.getByRole('region', { name: 'Preview' }).getByText('-->').first().waitFor();
  await capture(page, 'export');
  await page.getByRole('combobox', { name: 'Format' }).selectOption('docx');
  await page.frameLocator('iframe[title=Preview]').getByText('Thursday').waitFor();
  await capture(page, 'export-document');
  await page.keyboard.press('Escape');
  await captureModels(page, hub, capture);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('combobox').first().waitFor();
  await capture(page, 'settings');
  await scrollToTop(page.getByRole('heading', { name: 'Models on this computer' }));
  await capture(page, 'settings-models');
  await scrollToTop(page.getByRole('heading', { name: 'Recordings' }));
  await capture(page, 'settings-recordings');
  await scrollToTop(page.getByRole('heading', { name: 'Help' }));
  await capture(page, 'settings-help');
  await page.getByRole('button', { name: 'Read: Licences' }).click();
  await page.getByText('onnxruntime-node', { exact: true }).waitFor();
  await capture(page, 'licences');
  await captureHighContrast(page);
} finally {
  await close();
}

async function capture(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(FOLDER, `${view}-${colorScheme}.png`), animations: 'disabled' });
  }
}

/** Captures the queue at work on the way. */
async function transcribeAll(page: Page): Promise<void> {
  const files = await Promise.all(
    RECORDINGS.map(async ({ file, title }) => ({
      name: `${title}.${file.split('.').at(-1) ?? ''}`,
      mimeType: 'audio/*',
      buffer: await readFile(file),
    })),
  );
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByText('× real time').waitFor({ timeout: 60_000 });
  await capture(page, 'queue');
  await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: 120_000 });
  await page
    .getByRole('cell', { name: 'Transcribed' })
    .nth(RECORDINGS.length - 1)
    .waitFor();
  await capture(page, 'finished');
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await page.getByRole('heading', { name: 'Finished' }).waitFor({ state: 'detached' });
}

async function captureSelection(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select Budget review' }).check();
  await page.getByRole('checkbox', { name: 'Select Weekly planning' }).check();
  await page.getByRole('button', { name: 'Delete Hiring interview' }).click();
  await page.getByText('was deleted.').waitFor();
  await capture(page, 'selection');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Clear the selection' }).click();
}

/** Of the library alone: the colours are those of every view. */
async function captureHighContrast(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('link', { name: 'Project meeting' }).waitFor();
  // That a downloaded model is not used yet has been said enough.
  const notice = page.getByRole('button', { name: /^Use / });
  await notice.click();
  await notice.waitFor({ state: 'detached' });
  await page.evaluate("document.documentElement.dataset.appearance = 'high-contrast'");
  await page.screenshot({ path: join(FOLDER, 'library-high-contrast.png'), animations: 'disabled' });
}
