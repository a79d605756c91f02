import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from './openTestBrowser.ts';
import { useLongRecording } from './useLongRecording.ts';

const HELD_OUT = fileURLToPath(new URL('media/held-out', import.meta.url));
const SEEN_MS = 30_000;

/** One queue in two windows; each test goes on where the last one ended. */
describe('the queue in two windows', () => {
  let browser: TestBrowser;
  let first: Page;
  let second: Page;
  let recording: string;
  useLongRecording((opened) => ({ browser, recording } = opened));

  beforeAll(async () => {
    first = await browser.openPage();
    second = await browser.openPage();
    await first
      .locator('input[type=file]')
      .setInputFiles([
        recording,
        join(HELD_OUT, 'flite-slt-00.flac'),
        join(HELD_OUT, 'flite-awb-01.flac'),
        join(HELD_OUT, 'flite-kal16-02.flac'),
      ]);
  });

  const listNames = (page: Page) => page.locator('.work-item-name').allTextContents();

  it('is the same in both', async () => {
    for (const page of [first, second]) {
      await expect
        .poll(() => listNames(page), { timeout: SEEN_MS })
        .toEqual(['long.wav', 'flite-slt-00.flac', 'flite-awb-01.flac', 'flite-kal16-02.flac']);
    }
  });

  it('shows how far a recording is, in both', async () => {
    for (const page of [first, second]) {
      await page
        .getByText(/^Transcribing · \d+ % · [\d.]+× real time · .+ left$/)
        .waitFor({ timeout: SEEN_MS });
    }
  });

  it('is put into another order by dragging', async () => {
    await first
      .getByRole('button', { name: /^Move flite-kal16-02/ })
      .dragTo(first.getByRole('listitem').filter({ hasText: 'flite-slt-00.flac' }));
    for (const page of [first, second]) {
      await expect
        .poll(() => listNames(page), { timeout: SEEN_MS })
        .toEqual(['long.wav', 'flite-kal16-02.flac', 'flite-slt-00.flac', 'flite-awb-01.flac']);
    }
  });

  it('loses what is canceled in the other window', async () => {
    await second.getByRole('button', { name: 'Cancel flite-slt-00.flac' }).click();
    await expect
      .poll(() => listNames(first), { timeout: SEEN_MS })
      .toEqual(['long.wav', 'flite-kal16-02.flac', 'flite-awb-01.flac']);
  });

  it('logged no error', () => {
    expect(browser.problems).toEqual([]);
  });
});
