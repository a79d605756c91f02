import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { eventually, passage, TRANSCRIBED_MS } from './transcriptPage.ts';
import { useTestTranscript } from './useTestTranscript.ts';

/** One meeting transcribed twice; each test goes on where the last one ended. */
describe('the versions of a transcript', () => {
  let browser: TestBrowser;
  let page: Page;
  useTestTranscript((opened) => ({ browser, page } = opened));

  it('is transcribed again beside what there is, compared, and chosen', async () => {
    await page.getByText('Kate', { exact: true }).dblclick();
    await page.keyboard.type('Katja');
    await page.keyboard.press('Enter');
    await passage(page, 'Katja will fix').waitFor();
    await page.getByRole('button', { name: 'Transcribe again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Transcribe again' }).click();
    const versions = page.getByRole('radio');
    await expect.poll(() => versions.count(), { timeout: TRANSCRIBED_MS }).toBe(2);
    // What was edited stays in sight.
    await page.getByRole('button', { name: /^Compare with/ }).click({ timeout: TRANSCRIBED_MS });
    const dialog = page.getByRole('dialog', { name: 'What is different' });
    await dialog.locator('del', { hasText: 'Kate' }).waitFor();
    await dialog.locator('ins', { hasText: 'Katja' }).waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await versions.first().click();
    await passage(page, 'Kate will fix').waitFor();
    await versions.nth(1).click();
    await passage(page, 'Katja will fix').waitFor();
  });

  it('loses a version only after it was said what goes', async () => {
    const versions = page.getByRole('radio');
    const dialog = page.getByRole('dialog', { name: 'Delete version 2?' });
    await page.getByRole('button', { name: 'Delete version 2' }).click();
    await dialog.getByText('This cannot be undone.').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await versions.count()).toBe(2);
    await page.getByRole('button', { name: 'Delete version 2' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await eventually(() => versions.count()).toBe(1);
    await passage(page, 'Katja will fix').waitFor();
    expect(await page.getByRole('button', { name: 'Delete version' }).count()).toBe(0);
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});
