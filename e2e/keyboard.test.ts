import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from './openTestBrowser.ts';
import { useLongRecording } from './useLongRecording.ts';

const HELD_OUT = fileURLToPath(new URL('media/held-out', import.meta.url));
const TRANSCRIBED_MS = 120_000;
/** More controls than any view has. */
const MAX_TABS = 120;

/** A whole session of somebody without a mouse; each test goes on where the last one ended. */
describe('the page without a mouse', () => {
  let browser: TestBrowser;
  let page: Page;
  let recording: string;
  useLongRecording((opened) => ({ browser, recording } = opened));

  beforeAll(async () => {
    page = await browser.openPage();
  });

  async function press(target: Locator, key = 'Enter'): Promise<void> {
    await tabTo(page, target);
    await page.keyboard.press(key);
  }
  const waitingNames = async (): Promise<readonly string[]> => {
    const handles = await page.getByRole('button', { name: /^Move .*: arrow keys/ }).all();
    return Promise.all(
      handles.map(
        async (handle) => /^Move (.*): /.exec((await handle.getAttribute('aria-label')) ?? '')?.[1] ?? '',
      ),
    );
  };

  it('skips the introduction and chooses files', async () => {
    await press(page.getByRole('button', { name: 'Skip' }));
    await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor();
    expect(await isFocused(page.getByRole('main'))).toBe(true);
    // Before the way there, so that the browser has been told when the key is pressed.
    const chosen = page.waitForEvent('filechooser');
    await press(page.getByRole('button', { name: 'Add recordings' }));
    const chooser = await chosen;
    await chooser.setFiles([
      recording,
      join(HELD_OUT, 'flite-slt-00.flac'),
      join(HELD_OUT, 'flite-awb-01.flac'),
    ]);
    await expect.poll(waitingNames, { timeout: 30_000 }).toEqual(['flite-slt-00.flac', 'flite-awb-01.flac']);
  });

  it('puts what waits into another order, and stays on what it moved', async () => {
    const handle = page.getByRole('button', {
      name: 'Move flite-awb-01.flac: arrow keys up and down, or drag',
    });
    await press(handle, 'ArrowUp');
    await expect.poll(waitingNames).toEqual(['flite-awb-01.flac', 'flite-slt-00.flac']);
    await expect.poll(() => isFocused(handle)).toBe(true);
    await page.getByText('flite-awb-01.flac is now 1 of 2 waiting.').waitFor({ state: 'attached' });
  });

  it('pauses, continues and cancels', async () => {
    await press(page.getByRole('button', { name: 'Pause flite-slt-00.flac' }));
    await press(page.getByRole('button', { name: 'Cancel long.wav' }));
    await press(page.getByRole('button', { name: 'Continue flite-slt-00.flac' }));
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: TRANSCRIBED_MS });
    await press(page.getByRole('button', { name: 'Clear finished' }));
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ state: 'detached' });
  });

  it('opens a meeting and saves it in a format', async () => {
    await press(page.getByRole('link', { name: 'flite-slt-00' }));
    await page.getByRole('region', { name: 'Transcript' }).waitFor();
    const button = page.getByRole('button', { name: 'Export' });
    await press(button);
    await tabTo(page, page.getByRole('combobox', { name: 'Format' }));
    await page.keyboard.type('Markdown');
    await page.getByRole('region', { name: 'Preview' }).getByText('# flite-slt-00').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Save file' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe('flite-slt-00.md');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await isFocused(button)).toBe(true);
  });

  it('renames a meeting, sorts by title and finds it with a slash', async () => {
    await press(page.getByRole('button', { name: 'Back to the library' }));
    await press(page.getByRole('button', { name: 'Rename flite-slt-00' }));
    await page.keyboard.type('Zebra');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Zebra' }).waitFor();
    await press(page.getByRole('button', { name: 'Meeting' }));
    await page
      .getByRole('columnheader', { name: 'Meeting' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    // The long one is there only if its first words came before it was canceled.
    const titles = await page.locator('tbody .meeting-list-title').allTextContents();
    expect(titles.filter((title) => title !== 'long')).toEqual(['flite-awb-01', 'Zebra']);
    await page.keyboard.press('/');
    expect(await isFocused(page.getByRole('textbox', { name: 'Search all meetings' }))).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('deletes what is selected and undoes that, with the button and with Ctrl+Z', async () => {
    const zebra = page.getByRole('link', { name: 'Zebra' });
    for (const undo of ['Enter', 'Control+z']) {
      await press(page.getByRole('checkbox', { name: 'Select Zebra' }), 'Space');
      await press(page.getByRole('button', { name: 'Delete', exact: true }));
      await zebra.waitFor({ state: 'detached' });
      await expect.poll(() => isFocused(page.getByRole('button', { name: 'Undo' }))).toBe(true);
      await page.keyboard.press(undo);
      await zebra.waitFor();
    }
  });

  it('logged no error', () => {
    expect(browser.problems).toEqual([]);
  });
});

/** Presses Tab until the element has the focus, as a person does who looks for it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${String(target)}.`);
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus'));
}
