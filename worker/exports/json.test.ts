import { expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS } from '../contract/index.ts';
import { renderJson } from './json.ts';
import { createTestSegment, MEETING_DOCUMENT } from './testDocuments.ts';

it('writes times in whole milliseconds', () => {
  const words = [
    { text: ' So', start: 4.811999999999999, end: 5.1, probability: 0.98765432, approximate: false },
  ];
  const segments = [
    createTestSegment({ start: 4.811999999999999, end: 5.5120000000000005, text: 'So', words }),
  ];
  const document = { ...MEETING_DOCUMENT, durationSeconds: 64.584188, segments };
  expect(JSON.parse(renderJson(document, { ...DEFAULT_EXPORT_OPTIONS, words: true }))).toMatchObject({
    durationSeconds: 64.584,
    segments: [
      { start: 4.812, end: 5.512, words: [{ text: ' So', start: 4.812, end: 5.1, probability: 0.9877 }] },
    ],
  });
});
