import { expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { wordRange } from './wordRange.ts';

const toWord = (text: string) => ({ start: 0, end: 1, text, probability: 1, approximate: false });

it('says where a word is in the text as it is written', () => {
  const segment = createSegment({ text: ' We meet, then.', words: [' We', ' meet,', ' then.'].map(toWord) });
  expect([0, 1, 2].map((index) => wordRange(segment, index))).toEqual([
    { start: 0, end: 2 },
    { start: 3, end: 8 },
    { start: 9, end: 14 },
  ]);
});

it('knows nothing where words and text differ, or there is no such word', () => {
  const segment = createSegment({ text: ' We met.', words: [' We', ' meet.'].map(toWord) });
  expect([wordRange(segment, 0), wordRange(segment, 7)]).toEqual([null, null]);
});
