import { describe, expect, it } from 'vitest';
import { partition } from './partition.ts';

/** Every way to cut 0..length, as the ends of the parts. */
function* allPartitions(length: number, from = 0): Generator<number[]> {
  if (from === length) yield [];
  for (let end = from + 1; end <= length; end++) {
    for (const rest of allPartitions(length, end)) yield [end, ...rest];
  }
}

function sumCost(ends: readonly number[], cost: (from: number, to: number) => number): number {
  return ends.reduce((sum, end, index) => sum + cost(ends[index - 1] ?? 0, end), 0);
}

describe('partition', () => {
  it('finds the cheapest of all ways to cut', () => {
    for (let length = 0; length <= 10; length++) {
      const cost = (from: number, to: number): number =>
        to - from > 4 ? Infinity : ((from * 7 + to * 13 + length * 5) % 11) + 0.5 / (to - from);
      const cheapest = Math.min(...[...allPartitions(length)].map((ends) => sumCost(ends, cost)));
      const found = partition(length, cost);
      expect(sumCost(found, cost)).toBeCloseTo(cheapest, 9);
      expect(found.at(-1) ?? 0).toBe(length);
    }
  });
});
