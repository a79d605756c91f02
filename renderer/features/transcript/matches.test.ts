import { describe, expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { listMatches, replaceMatch } from './matches.ts';

const segments = [
  createSegment({ id: 4, text: ' The cat and the hat.' }),
  createSegment({ id: 5, text: ' the', removed: 'user' }),
  createSegment({ id: 6, text: ' (the.)' }),
];

describe('matches', () => {
  it('are counted in what is not removed, whatever their case unless it matters', () => {
    expect(listMatches(segments, 'the', false)).toEqual([
      { segmentId: 4, index: 0 },
      { segmentId: 4, index: 1 },
      { segmentId: 6, index: 0 },
    ]);
    expect(listMatches(segments, 'The', true)).toEqual([{ segmentId: 4, index: 0 }]);
    expect(listMatches(segments, '(the.)', true)).toEqual([{ segmentId: 6, index: 0 }]);
    expect(listMatches(segments, '', false)).toEqual([]);
  });

  it('are replaced one at a time, by exactly what was written', () => {
    const options = { query: 'the', matchCase: false, replacement: '$&' };
    expect(replaceMatch('The cat and the hat.', { ...options, index: 1 })).toBe('The cat and $& hat.');
    expect(replaceMatch('The cat', { ...options, index: 5 })).toBe('The cat');
  });
});
