import { expect, it } from 'vitest';
import { chunkGroupSize } from './chunkGroups.ts';

it('begins with a single chunk and grows to full batches', () => {
  expect([0, 1, 2, 3, 4, 100].map(chunkGroupSize)).toEqual([1, 2, 4, 8, 8, 8]);
});
