import { expect, it } from 'vitest';
import { median, percentile } from './median.ts';

it('takes the middle of an odd number of values and the mean of the two middle ones of an even number', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([8, 1, 5, 2])).toBe(3.5);
  expect(median([])).toBeNaN();
});

it('interpolates between neighbours', () => {
  expect(percentile([0, 10, 20, 30, 40], 0.9)).toBe(36);
  expect(percentile([3], 0.99)).toBe(3);
});
