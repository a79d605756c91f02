import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS, type ExportOptions } from '../contract/index.ts';
import { renderDocx } from './docx.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createTestSegment, MEETING_DOCUMENT } from './testDocuments.ts';

/** Text of the parts of a Word document by their names. */
async function unpack(document: ExportDocument, options: Partial<ExportOptions> = {}) {
  const bytes = await renderDocx(document, { ...DEFAULT_EXPORT_OPTIONS, ...options });
  return new Map(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));
}

/** What Word shows, one line for each paragraph. */
function readParagraphs(parts: ReadonlyMap<string, string>): readonly string[] {
  const xml = parts.get('word/document.xml') ?? '';
  return [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, paragraph = '']) =>
    [...paragraph.matchAll(/<w:t[^>]*>(.*?)<\/w:t>/gs)].map(([, text]) => text).join(''),
  );
}

describe('renderDocx', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['meeting.docx.xml', {}],
    ['meeting-times.docx.xml', { timestamps: true, speakers: false }],
  ])('writes the body of %s', async (file, options) => {
    const expected = await readFile(new URL(`__fixtures__/${file}`, import.meta.url), 'utf8');
    const body = /<w:body>.*<\/w:body>/s.exec(
      (await unpack(MEETING_DOCUMENT, options)).get('word/document.xml') ?? '',
    );
    expect(`${body?.[0].replaceAll('<w:p>', '\n<w:p>') ?? ''}\n`).toBe(expected);
  });

  it('says what it is in its properties', async () => {
    const core = (await unpack(MEETING_DOCUMENT)).get('docProps/core.xml') ?? '';
    expect(core).toContain('<dc:title>Budget *review* &amp; plans 2025</dc:title>');
    expect(core).toContain('<dc:creator>Earshot</dc:creator>');
    expect(core).not.toContain('Un-named');
    expect(core.match(/2025-03-14T09:26:53.000Z/g)).toHaveLength(2);
  });

  it('is the same file whenever it is written', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) });
    const first = await renderDocx(MEETING_DOCUMENT, DEFAULT_EXPORT_OPTIONS);
    vi.setSystemTime(Date.UTC(2031, 5, 6, 7, 8, 9));
    expect(await renderDocx(MEETING_DOCUMENT, DEFAULT_EXPORT_OPTIONS)).toEqual(first);
  });

  it('runs from right to left in languages that do', async () => {
    const segments = [createTestSegment({ start: 0, end: 1, text: 'שלום לכולם.' })];
    const parts = await unpack({ ...MEETING_DOCUMENT, language: 'he', segments });
    const xml = parts.get('word/document.xml') ?? '';
    expect(readParagraphs(parts).at(-1)).toBe('שלום לכולם.');
    expect(xml.match(/<w:bidi\/>/g)).toHaveLength(3);
    expect(xml.match(/<w:rtl\/>/g)).toHaveLength(3);
  });

  it('leaves out characters that would make the file unreadable', async () => {
    const segments = [createTestSegment({ start: 0, end: 1, text: 'a\u0000b\u001fc\uffff\ud800 \u{1f600}' })];
    const parts = await unpack({ ...MEETING_DOCUMENT, title: 'T\u0001', segments });
    expect(readParagraphs(parts).at(-1)).toBe('a b c \u{1f600}');
    expect(readParagraphs(parts)[0]).toBe('T');
  });

  it('is a document without segments too', async () => {
    expect(readParagraphs(await unpack({ ...MEETING_DOCUMENT, segments: [] }))).toHaveLength(2);
  });
});
