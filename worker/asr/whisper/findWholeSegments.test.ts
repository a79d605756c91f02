import { describe, expect, it } from 'vitest';
import { findWholeSegments } from './findWholeSegments.ts';

const CONFIG = { timestampBegin: 1000, timestampStep: 0.02 };
const at = (seconds: number) => 1000 + Math.round(seconds / 0.02);

describe('what is whole of a sequence that ran out of tokens', () => {
  it('ends with the last segment that was closed', () => {
    const tokens = [at(0), 7, 8, at(6), at(6.4), 9, at(14), at(14), 5, 6, 7];
    expect(findWholeSegments(tokens, CONFIG, 29.9)).toEqual({ tokenCount: 7, endSeconds: 14 });
    expect(findWholeSegments(tokens.slice(0, 5), CONFIG, 29.9)).toEqual({ tokenCount: 4, endSeconds: 6 });
  });

  it.each([
    ['no segment was closed', [at(0), 7, 8, 9], 29.9],
    ['there are times alone', [at(0)], 29.9],
    ['there is nothing at all', [], 29.9],
    ['hardly anything was heard', [at(0), 7, at(0.4), at(0.4), 8], 29.9],
    ['next to nothing is left', [at(0), 7, at(28.8), at(28.8), 8], 29.9],
  ])('is of no use when %s', (_case, tokens, durationSeconds) => {
    expect(findWholeSegments(tokens, CONFIG, durationSeconds)).toBeNull();
  });
});
