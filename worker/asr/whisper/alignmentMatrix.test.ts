import { describe, expect, it } from 'vitest';
import { alignmentMatrix } from './alignmentMatrix.ts';
import { dtwRowStarts } from './dtw.ts';
import { createAttention } from './__fixtures__/createAttention.ts';

describe('alignmentMatrix', () => {
  // Expected values from a direct transcription of the reference in PyTorch, on the same weights.
  it.each([
    {
      heads: 3,
      rows: 8,
      frames: 40,
      used: 30,
      skip: 2,
      width: 7,
      first: [-0.1001, -0.1001, -0.1001, 0.0561],
      starts: [0, 9, 12, 15, 18, 21],
    },
    {
      heads: 2,
      rows: 12,
      frames: 60,
      used: 60,
      skip: 3,
      width: 3,
      first: [-0.4831, -0.3786, -0.4507, -0.3748],
      starts: [0, 11, 14, 18, 21, 24, 27, 30, 33],
    },
    {
      heads: 1,
      rows: 5,
      frames: 20,
      used: 20,
      skip: 0,
      width: 1,
      first: [1.8562, 1.7266, 1.3835, 1.0033],
      starts: [0, 3, 5, 8, 11],
    },
  ])(
    'agrees with the reference for $heads heads and a filter of $width',
    ({ heads, rows, frames, used, skip, width, first, starts }) => {
      const matrix = alignmentMatrix(createAttention(heads, rows, frames), used, width);
      expect(matrix).toHaveLength(rows * used);
      for (const [column, value] of first.entries())
        expect(matrix[skip * used + column]).toBeCloseTo(value, 3);
      const cost = matrix.subarray(skip * used).map((fit) => -fit);
      expect([...dtwRowStarts(cost, rows - skip, used)]).toEqual(starts);
    },
  );

  it('makes nothing of frames that every row attends to equally', () => {
    const weights = new Float32Array(2 * 3 * 4).fill(0.25);
    expect([...alignmentMatrix({ weights, heads: 2, rows: 3, frames: 4 }, 4, 3)]).toEqual(
      new Array(12).fill(0),
    );
  });
});
