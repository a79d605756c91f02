import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';

const SECOND = fileURLToPath(new URL('media/held-out/flite-slt-00.flac', import.meta.url));
const TRANSCRIBED_MS = 120_000;

/** One person's way through the page, from the empty library on; each test goes on where the last one ended. */
describe('the page in a browser', () => {
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await openTestBrowser();
    page = await browser.openPage({ viewport: { width: 1200, height: 800 } });
  });
  afterAll(() => browser.close());

  it('tells a new person what Earshot is, once, and takes the token out of the address', async () => {
    await page.getByRole('heading', { name: 'Welcome to Earshot' }).waitFor();
    await page.getByRole('button', { name: 'Try the sample' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/library');
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Drop a recording here' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('leaves out what is no recording, and says so', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'minutes.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      buffer: Buffer.from('notes'),
    });
    const notice = page.getByRole('alert');
    await notice.getByText('Not a recording: minutes.docx.').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
  });

  it('transcribes a recording that is dropped on the page', async () => {
    await dropFile(page, SAMPLE_MEETING);
    await page.getByText('In progress').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: TRANSCRIBED_MS });
    await page.getByRole('cell', { name: 'Transcribed' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear finished' }).click();
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ state: 'detached' });
  });

  it('shows the words, and plays from the word that is clicked', async () => {
    await page.getByRole('link', { name: 'project-meeting' }).click();
    await page.getByRole('heading', { name: 'project-meeting' }).waitFor();
    const word = page.getByText('Thursday', { exact: true });
    await word.click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(Number(await page.getByRole('slider', { name: 'Position' }).inputValue())).toBeGreaterThan(10);
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Transcript' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('takes a passage out of the transcript and brings it back', async () => {
    const passage = page.getByText('Thanks,', { exact: true });
    await passage.hover();
    await page
      .locator('.segment', { has: passage })
      .getByRole('button', { name: 'Remove this passage' })
      .click();
    await passage.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: / s removed – show/ }).click();
    await page.getByText('Removed by you').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('button', { name: / s removed – / }).waitFor({ state: 'detached' });
    await passage.waitFor();
  });

  it('finds words in the library and opens the moment', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.getByRole('textbox', { name: 'Search all meetings' }).fill('ninety thousand');
    const match = page.locator('mark', { hasText: 'ninety' });
    await match.waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await match.click();
    await page.getByText('ninety', { exact: true }).waitFor();
    expect(page.url()).toMatch(/#\/meetings\/[^/]+\?at=\d/);
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.getByRole('button', { name: 'Clear the search' }).click();
  });

  it('renames a meeting, deletes it and undoes that', async () => {
    await page.getByRole('button', { name: 'Rename project-meeting' }).click();
    await page.getByRole('textbox', { name: 'Title of the meeting' }).fill('Planning');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Planning' }).waitFor();
    await page.getByRole('button', { name: 'Delete Planning' }).click();
    await page.getByRole('link', { name: 'Planning' }).waitFor({ state: 'detached' });
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Planning' }).waitFor();
  });

  it('lists the models with what is said about them, and takes one out of memory', async () => {
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Speech to text' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    const starter = page.getByRole('listitem').filter({ hasText: 'Earshot Starter' });
    await starter.getByRole('button', { name: 'Take out of memory' }).click();
    await starter.getByText('Not in memory').waitFor();
  });

  it('keeps a setting over a reload', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Take unused models out of memory after' }).selectOption('30');
    await page.getByRole('button', { name: 'Show: Diagnostics' }).click();
    await page.getByRole('region', { name: 'Diagnostics' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.reload();
    const choice = page.getByRole('combobox', { name: 'Take unused models out of memory after' });
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('30');
  });

  it('says at a file what is wrong with it, and forgets it when it is dismissed', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    const file = {
      name: 'notes.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.from('These are notes, not sound.'),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    const card = page.getByRole('alert');
    await card.getByText('The recording cannot be read').waitFor({ timeout: TRANSCRIBED_MS });
    await card.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Dismiss' }).click();
    await card.waitFor({ state: 'detached' });
  });

  it('adds another recording beside the first', async () => {
    await page.locator('input[type=file]').setInputFiles(SECOND);
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: TRANSCRIBED_MS });
    // What is selected is what is listed, and the list comes after the job.
    await page.getByRole('cell', { name: 'Transcribed' }).nth(1).waitFor();
    await page.getByRole('checkbox', { name: 'Select all meetings' }).check();
    await page.getByText('2 meetings selected').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
  });

  it('deletes a meeting with the copy that was uploaded', async () => {
    const listCopies = async () =>
      (await readdir(join(browser.dataDir, 'uploads'), { recursive: true })).filter((name) =>
        /\.\w+$/.test(name),
      );
    expect((await listCopies()).map((name) => basename(name)).sort()).toEqual([
      'flite-slt-00.flac',
      'project-meeting.ogg',
    ]);
    await page.getByRole('button', { name: 'Delete flite-slt-00' }).click();
    await page.getByText('“flite-slt-00” was deleted.').waitFor();
    // The time to undo it ends when the page goes away.
    await page.reload();
    await expect
      .poll(async () => (await listCopies()).map((name) => basename(name)), { timeout: 15_000 })
      .toEqual(['project-meeting.ogg']);
  });

  it('tells a page with a token from another time that its address is out of date', async () => {
    const stranger = await page.context().newPage();
    await stranger.goto(new URL('/#token=from-yesterday', page.url()).href);
    await stranger.getByRole('heading', { name: 'This address is out of date' }).waitFor();
    expect(await findAccessibilityViolations(stranger)).toEqual([]);
    await stranger.close();
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});

async function dropFile(page: Page, path: string): Promise<void> {
  const base64 = (await readFile(path)).toString('base64');
  const dataTransfer = await page.evaluateHandle(`{
    const bytes = Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'project-meeting.ogg'));
    dataTransfer;
  }`);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer });
  await page.getByText('Drop to transcribe').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer });
}
