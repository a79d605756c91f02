import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS, type ExportFormat, type ExportOptions } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { exportFormats } from './exportFormats.ts';
import { createTestSegment, MEETING_DOCUMENT } from './testDocuments.ts';

const EXPECTED: readonly (readonly [string, ExportFormat, Partial<ExportOptions>])[] = [
  ['meeting.srt', 'srt', {}],
  ['meeting-narrow.srt', 'srt', { maxLineLength: 20, maxLinesPerCue: 1, speakers: false }],
  ['meeting.vtt', 'vtt', {}],
  ['meeting.txt', 'txt', {}],
  ['meeting-times.txt', 'txt', { timestamps: true }],
  ['meeting-no-speakers.txt', 'txt', { speakers: false }],
  ['meeting.md', 'md', {}],
  ['meeting-times.md', 'md', { timestamps: true, speakers: false }],
  ['meeting-plain.md', 'md', { speakers: false }],
  ['meeting.html', 'html', {}],
  ['meeting-times.html', 'html', { timestamps: true, speakers: false }],
  ['meeting.json', 'json', {}],
  ['meeting-no-words.json', 'json', { words: false, speakers: false }],
  ['meeting.csv', 'csv', {}],
  ['meeting-no-speakers.csv', 'csv', { speakers: false }],
  ['meeting.tsv', 'tsv', {}],
];

function render(document: ExportDocument, format: ExportFormat, options: Partial<ExportOptions>) {
  return exportFormats[format].render(document, { ...DEFAULT_EXPORT_OPTIONS, ...options });
}

describe('exportFormats', () => {
  it.each(EXPECTED)('writes %s', async (file, format, options) => {
    const expected = await readFile(new URL(`__fixtures__/${file}`, import.meta.url), 'utf8');
    expect(render(MEETING_DOCUMENT, format, options)).toBe(expected);
  });

  it.each([
    ['txt', ''],
    ['srt', ''],
    ['vtt', 'WEBVTT\n'],
    ['csv', 'start,end,speaker,text\r\n'],
    ['tsv', 'start\tend\tspeaker\ttext\n'],
  ] as const)('writes %s for a transcript without segments', (format, expected) => {
    expect(render({ ...MEETING_DOCUMENT, segments: [] }, format, {})).toBe(expected);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['Well;=1+1', "Well;'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['a - b; c = d', 'a - b; c = d'],
  ])('gives spreadsheets %j as %j, which none of them runs', (text, cell) => {
    const segments = [createTestSegment({ start: 0, end: 1, text })];
    const rows = render({ ...MEETING_DOCUMENT, segments }, 'csv', { speakers: false });
    expect(rows).toBe(`start,end,text\r\n0.000,1.000,${cell}\r\n`);
  });
});
