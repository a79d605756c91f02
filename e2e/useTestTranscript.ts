import type { Page } from 'playwright';
import { afterAll, beforeAll } from 'vitest';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';
import { openMeeting, TRANSCRIBED_MS } from './transcriptPage.ts';

/** For a hook that builds the page and transcribes. */
const OPENED_MS = 240_000;

export interface TestTranscript {
  readonly browser: TestBrowser;
  /** With the transcript in view. */
  readonly page: Page;
}

/**
 * The sample meeting, transcribed and open before the tests of a file or a block, and closed after them.
 * @param take - is given it before the first test
 */
export function useTestTranscript(take: (transcript: TestTranscript) => void): void {
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    browser = await openTestBrowser();
    take({ browser, page: await transcribeSample(browser) });
  }, OPENED_MS);
  // Also where it came no further than to the browser.
  afterAll(() => browser?.close());
}

async function transcribeSample(browser: TestBrowser): Promise<Page> {
  const page = await browser.openPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.locator('input[type=file]').setInputFiles(SAMPLE_MEETING);
  await page.getByRole('cell', { name: 'Transcribed' }).waitFor({ timeout: TRANSCRIBED_MS });
  await openMeeting(page);
  return page;
}
