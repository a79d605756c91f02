import { describe, expect, it } from 'vitest';
import { medianFilter } from './medianFilter.ts';

function filter(values: readonly number[], width: number): number[] {
  const padded = Float32Array.from([99, ...values, -99]);
  medianFilter(padded, 1, values.length, width);
  expect([padded[0], padded.at(-1)]).toEqual([99, -99]);
  return [...padded.subarray(1, -1)];
}

describe('medianFilter', () => {
  it('reflects the edges, as the reference does', () => {
    expect(filter([3, 1, 4, 1, 5, 9, 2, 6], 3)).toEqual([1, 3, 1, 4, 5, 5, 6, 2]);
    expect(filter([3, 1, 4, 1, 5, 9, 2, 6], 7)).toEqual([1, 3, 3, 3, 4, 4, 5, 5]);
  });

  it('leaves rows alone that are too short to reflect, or a width of one', () => {
    expect(filter([3, 1, 2], 7)).toEqual([3, 1, 2]);
    expect(filter([3, 1, 2], 1)).toEqual([3, 1, 2]);
  });

  it('agrees with sorting each window', () => {
    const values = Array.from({ length: 200 }, (_, index) => Math.fround(Math.sin(index * index)));
    const at = (index: number) => values[index < 0 ? -index : index >= 200 ? 398 - index : index] ?? 0;
    const sorted = values.map(
      (_, index) => [-2, -1, 0, 1, 2].map((step) => at(index + step)).sort((a, b) => a - b)[2],
    );
    expect(filter(values, 5)).toEqual(sorted);
  });
});
