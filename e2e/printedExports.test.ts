import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS } from '../worker/contract/index.ts';
import { renderHtml } from '../worker/exports/html.ts';
import { createTestSegment, MEETING_DOCUMENT } from '../worker/exports/testDocuments.ts';
import { launchChromium } from './launchChromium.ts';
import { readPdfText } from './readPdfText.ts';

/** A PDF is the `html` export, printed. Scripts that the fonts of every Linux have; others depend on those of a computer. */
describe('a PDF', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function print(language: string, text: string): Promise<string> {
    const segments = [createTestSegment({ start: 0, end: 1, text, language })];
    const page = await browser.newPage();
    await page.setContent(renderHtml({ ...MEETING_DOCUMENT, language, segments }, DEFAULT_EXPORT_OPTIONS));
    const printed = readPdfText(await page.pdf());
    await page.close();
    return printed.normalize('NFKC').split('\n').at(-1) ?? '';
  }

  it.each([
    ['de', 'Größe überall, çà et là – “Łódź”'],
    ['ru', 'Доброе утро, коллеги.'],
    ['el', 'Καλημέρα σε όλους.'],
  ])('holds letters of %s as text that can be found and copied', async (language, text) => {
    expect(await print(language, text)).toBe(text);
  });

  it('runs from right to left in languages that do', async () => {
    expect(await print('he', 'שלום לכולם')).toBe([...'שלום לכולם'].reverse().join(''));
  });
});
