import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { useLongRecording } from './useLongRecording.ts';

const WORK_MS = 60_000;

/** A meeting that is opened before it is transcribed; each test goes on where the last one ended. */
describe('a transcript that is being made', () => {
  let browser: TestBrowser;
  let page: Page;
  let recording: string;
  useLongRecording((opened) => ({ browser, recording } = opened));

  beforeAll(async () => {
    page = await browser.openPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.locator('input[type=file]').setInputFiles(recording);
  });

  it('is opened from the queue, and its words appear', async () => {
    await page.getByRole('button', { name: 'Open long.wav' }).click({ timeout: WORK_MS });
    await page.getByText(/^Words appear as they are produced · \d+ %$/).waitFor({ timeout: WORK_MS });
    await page.locator('.segment').first().waitFor({ timeout: WORK_MS });
    const scroller = page.getByRole('region', { name: 'Transcript' });
    const height = () => scroller.evaluate((element: { scrollHeight: number }) => element.scrollHeight);
    const before = await height();
    await expect.poll(height, { timeout: WORK_MS }).toBeGreaterThan(before);
  });

  it('says that it is paused, and goes on from where it is read', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.getByRole('button', { name: 'Pause long.wav' }).click();
    await page.getByText(/^Paused · \d+ %$/).waitFor({ timeout: WORK_MS });
    await page.getByRole('link', { name: 'long' }).click();
    await page.getByText(/^Paused\. The words so far are kept · \d+ %$/).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(/^Words appear as they are produced · \d+ %$/).waitFor({ timeout: WORK_MS });
  });

  it('is canceled by mistake, and goes on from the queue or from where it is read', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.getByRole('button', { name: 'Cancel long.wav' }).click();
    const item = page.getByRole('listitem').filter({ hasText: 'Canceled. The words so far are kept.' });
    await item.getByRole('button', { name: 'Continue long.wav' }).click();
    await page.getByRole('button', { name: 'Cancel long.wav' }).click({ timeout: WORK_MS });
    await item.waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await item.getByRole('button', { name: 'Take long.wav off the list' }).click();
    await item.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'long' }).click();
    const notice = page.getByText(/^Canceled\. The words so far are kept · \d+ %$/);
    await notice.waitFor();
    const words = await page.locator('.segment').first().textContent();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByText(/^Words appear as they are produced · \d+ %$/).waitFor({ timeout: WORK_MS });
    expect(await page.locator('.segment').first().textContent()).toBe(words);
    await page.getByRole('list').filter({ hasText: 'unfinished' }).getByRole('radio').waitFor();
    expect(await page.getByRole('radio').count()).toBe(1);
  });

  it('logged no error', () => {
    expect(browser.problems).toEqual([]);
  });
});
