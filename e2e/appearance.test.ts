import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';

const TRANSCRIBED_MS = 120_000;
const LONG_NAME = `${'a-name-without-a-blank-'.repeat(5)}of a recording.wav`;
/** A window of 1280 x 800 at 200 %. */
const ZOOMED = { width: 640, height: 400 };

describe('how the page looks', () => {
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await openTestBrowser();
    page = await browser.openPage({ viewport: ZOOMED, reducedMotion: 'reduce' });
  });
  afterAll(() => browser.close());

  async function go(view: string): Promise<void> {
    await page.evaluate(`location.hash = '#/${view}'`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }

  it('needs no scrolling to the side at 200 %, in any view', async () => {
    const found: string[] = [];
    const look = async (view: string): Promise<void> => {
      found.push(...(await findWideElements(page)).map((element) => `${view}: ${element}`));
    };
    await page.getByRole('heading', { name: 'Welcome to Earshot' }).waitFor();
    await look('welcome');
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor();
    await look('empty library');
    const buffer = await readFile(SAMPLE_MEETING);
    await page.locator('input[type=file]').setInputFiles([
      { name: 'Planning.ogg', mimeType: 'audio/ogg', buffer },
      { name: LONG_NAME, mimeType: 'audio/wav', buffer: Buffer.from('no sound') },
      {
        name: `A recording with a long name ${'that goes on and on '.repeat(4)}.txt`,
        mimeType: 'text/plain',
        buffer,
      },
    ]);
    await page.getByRole('alert').waitFor();
    await look('queue');
    await page.getByText(`“${LONG_NAME}” is not a sound`).waitFor({ timeout: TRANSCRIBED_MS });
    await look('a failure');
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).last().click();
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: TRANSCRIBED_MS });
    for (const said of [/^Today, /, '1:04', 'Transcribed']) {
      await page.getByRole('cell', { name: said }).waitFor();
    }
    await page.getByRole('checkbox', { name: 'Select Planning' }).check();
    await look('library');
    await page.getByRole('textbox', { name: 'Search all meetings' }).fill('budget');
    await page.locator('mark').first().waitFor();
    await look('search');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('link', { name: 'Planning' }).click();
    await page.getByText('Thursday', { exact: true }).waitFor();
    await look('transcript');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('combobox', { name: 'Format' }).selectOption('srt');
    await page.getByText('-->').first().waitFor();
    await look('export');
    await page.keyboard.press('Escape');
    await go('settings');
    await page.getByRole('button', { name: 'Show: Diagnostics' }).click();
    await page.getByRole('region', { name: 'Diagnostics' }).waitFor();
    await look('settings');
    await go('licences');
    await page.getByText('onnxruntime-node', { exact: true }).waitFor();
    await look('licences');
    for (const view of ['models', 'welcome']) {
      await go(view);
      await look(view);
    }
    expect(found).toEqual([]);
  });

  it('has views for licences and the introduction that everybody can use', async () => {
    await go('licences');
    await page.getByText('onnxruntime-node', { exact: true }).click();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await go('welcome');
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await go('settings');
    await page.getByRole('button', { name: 'Show: Keyboard shortcuts' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('takes the colours that are chosen, at once and after a reload', async () => {
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await go('settings');
    const choice = page.getByRole('combobox', { name: 'Colours' });
    for (const [appearance, color] of [
      ['high-contrast', 'rgb(0, 0, 0)'],
      ['light', 'rgb(247, 246, 243)'],
      ['dark', 'rgb(20, 20, 19)'],
    ] as const) {
      await choice.selectOption(appearance);
      await expect.poll(background).toBe(color);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.reload();
    await choice.waitFor();
    expect(await background()).toBe('rgb(20, 20, 19)');
  });

  it('moves nothing for who does not want that', async () => {
    const moving = await page.evaluate(
      `document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime > 100).length`,
    );
    expect(moving).toBe(0);
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});

/** Elements that reach over the right edge of the window without a frame of their own to scroll in. */
async function findWideElements(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`{
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const main = document.querySelector('main');
    const isCut = (element) => {
      for (let parent = element.parentElement; parent !== null && parent !== main; parent = parent.parentElement) {
        if (scrolls(parent)) return true;
      }
      return false;
    };
    [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !isCut(element))
      .map((element) => element.outerHTML.slice(0, 120));
  }`)) as readonly string[];
}
