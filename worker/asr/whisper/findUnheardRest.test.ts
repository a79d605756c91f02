import { describe, expect, it } from 'vitest';
import { findUnheardRest } from './findUnheardRest.ts';

const CONFIG = { timestampBegin: 1000, timestampStep: 0.02 };
const at = (seconds: number) => 1000 + Math.round(seconds / 0.02);

describe('what a model passed over at the end of a chunk', () => {
  it('begins at the last timestamp when much of the chunk is left', () => {
    expect(findUnheardRest([at(0), 7, 8, at(19.4)], CONFIG, 29.9)).toBe(19.4);
  });

  it('begins where the last text ends when another segment was opened and left empty', () => {
    expect(findUnheardRest([at(0), 7, 8, at(6), at(16)], CONFIG, 17)).toBe(6);
  });

  it.each([
    ['the chunk was heard to its end', [at(0), 7, at(28.8)], 29.9],
    ['nothing was heard', [], 29.9],
    ['there are times without text', [at(0), at(9)], 29.9],
    ['the text has no closing timestamp', [at(0), 7, 8], 29.9],
    ['hardly anything was heard, so that another pass would not get further', [at(0), 7, at(0.4)], 29.9],
    ['the chunk is short', [at(0), 7, at(1)], 2],
  ])('is nothing when %s', (_case, tokens, durationSeconds) => {
    expect(findUnheardRest(tokens, CONFIG, durationSeconds)).toBeNull();
  });
});
