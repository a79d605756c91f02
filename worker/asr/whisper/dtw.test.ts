import { describe, expect, it } from 'vitest';
import { dtwRowStarts } from './dtw.ts';

describe('dtwRowStarts', () => {
  // Expected columns from a direct transcription of openai/whisper's dtw_cpu in NumPy.
  it.each([
    {
      cost: [
        [5, 8, 5, 0, 0, 1, 7, 6, 2],
        [4, 5, 2, 4, 2, 4, 7, 7, 1],
        [7, 0, 6, 7, 6, 1, 0, 1, 8],
        [8, 3, 8, 7, 3, 6, 5, 1, 3],
        [4, 8, 1, 4, 0, 3, 2, 0, 4],
      ],
      starts: [0, 1, 5, 7, 7],
    },
    {
      cost: [
        [8, 8, 6, 2, 8, 7, 2, 1, 5],
        [4, 4, 5, 7, 3, 6, 4, 3, 7],
        [6, 1, 3, 5, 8, 4, 6, 3, 2],
        [0, 4, 2, 4, 1, 7, 8, 2, 8],
        [7, 1, 6, 8, 5, 3, 0, 0, 2],
      ],
      starts: [0, 1, 2, 3, 5],
    },
    { cost: [[1, 2, 3]], starts: [0] },
    { cost: [[1], [2], [3]], starts: [0, 0, 0] },
  ])('agrees with the reference: $starts', ({ cost, starts }) => {
    const columns = cost[0]?.length ?? 0;
    expect([...dtwRowStarts(Float32Array.from(cost.flat()), cost.length, columns)]).toEqual(starts);
  });
});
