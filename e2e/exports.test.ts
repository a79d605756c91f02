import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { readPdfText } from './readPdfText.ts';
import { TRANSCRIBED_MS } from './transcriptPage.ts';
import { useTestTranscript } from './useTestTranscript.ts';

const SECOND = fileURLToPath(new URL('media/held-out/flite-slt-00.flac', import.meta.url));

/** One meeting in every format; each test goes on where the last one ended. */
describe('exports in a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  useTestTranscript((opened) => ({ browser, page } = opened));

  it('previews an export as it will be written', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('combobox', { name: 'Format' }).selectOption('srt');
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('00:00:').waitFor();
    expect(await preview.textContent()).toMatch(/^1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
    expect(await findAccessibilityViolations(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('project-meeting.srt');
    expect(await readFile(await download.path(), 'utf8')).toContain('Thursday');
  });

  it('keeps captions within limits that can be set, and remembers what was chosen', async () => {
    const preview = page.getByRole('region', { name: 'Preview' });
    const limit = page.getByRole('spinbutton', { name: 'Characters in a line' });
    await limit.fill('20');
    await limit.press('Enter');
    const isNarrow = async (): Promise<boolean> => {
      const lines = (await preview.textContent())?.split('\n') ?? [];
      return lines.every((line) => line.includes('-->') || line.length <= 20);
    };
    await expect.poll(isNarrow, { timeout: 15_000 }).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Export' }).click();
    await preview.getByText('00:00:').waitFor();
    await expect.poll(() => limit.inputValue(), { timeout: 15_000 }).toBe('20');
  });

  it('writes a Word document', async () => {
    await page.getByRole('combobox', { name: 'Format' }).selectOption('docx');
    await page.frameLocator('iframe[title=Preview]').getByText('Thursday').waitFor();
    expect(await findAccessibilityViolations(page)).toEqual([]);
    const parts = unzipSync(await readFile(await saveExport(page)));
    expect(strFromU8(parts['word/document.xml'] ?? new Uint8Array())).toContain('Thursday');
  });

  it('prints a page of its own, from which the browser makes a PDF', async () => {
    await page.getByRole('combobox', { name: 'Format' }).selectOption('pdf');
    await page.frameLocator('iframe[title=Preview]').getByText('Thursday').waitFor();
    await page.getByRole('button', { name: 'Save as PDF' }).click();
    const frame = page.frameLocator('iframe.print-frame');
    await frame
      .getByRole('heading', { name: 'project-meeting', includeHidden: true })
      .waitFor({ state: 'attached' });
    expect(await page.locator('iframe.print-frame').count()).toBe(1);
    await page.getByRole('combobox', { name: 'Format' }).selectOption('html');
    const html = await readFile(await saveExport(page), 'utf8');
    const printed = await page.context().newPage();
    await printed.setContent(html);
    // Fonts may draw several letters as one.
    const text = readPdfText(await printed.pdf())
      .normalize('NFKC')
      .replaceAll(/\s+/g, '');
    await printed.close();
    expect(text).toMatch(/^project-meetingDate:.*Model:EarshotStarter\(demo\)Goodmorning,everyone\./);
    expect(text).toContain('KatewillfixtheinternaldatabasebyThursdayafternoon.');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('exports what is selected as one archive', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await page.locator('input[type=file]').setInputFiles(SECOND);
    await page.getByRole('link', { name: 'flite-slt-00' }).waitFor({ timeout: TRANSCRIBED_MS });
    await page.getByText('In progress').waitFor({ state: 'detached', timeout: TRANSCRIBED_MS });
    await page.getByRole('checkbox', { name: 'Select all meetings' }).check();
    await page.getByText('2 meetings selected').waitFor();
    const selection = page.getByRole('group', { name: 'Selected meetings' });
    await selection.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('combobox', { name: 'Format' }).selectOption('txt');
    await page.getByText(/^Preview of/).waitFor();
    const files = unzipSync(await readFile(await saveExport(page)));
    expect(Object.keys(files).sort()).toEqual(['flite-slt-00.txt', 'project-meeting.txt']);
    expect(strFromU8(files['project-meeting.txt'] ?? new Uint8Array())).toContain('Thursday');
    await page.keyboard.press('Escape');
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});

/** Presses the button that saves; returns where the browser put the file. */
async function saveExport(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Save/ }).click(),
  ]);
  return download.path();
}
