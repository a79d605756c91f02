import { expect, it } from 'vitest';
import { reducePeaks } from './reducePeaks.ts';

it('keeps the loudest of what each bin covers, over the whole length', () => {
  const peaks = Uint8Array.of(1, 9, 2, 3, 200, 0, 0);
  expect([...reducePeaks(peaks, 3)]).toEqual([9, 3, 200]);
  expect([...reducePeaks(peaks, 7)]).toEqual([...peaks]);
  expect([...reducePeaks(peaks, 1)]).toEqual([200]);
});

it('repeats bins where there are fewer, and is silent where there are none', () => {
  expect([...reducePeaks(Uint8Array.of(5, 6), 4)]).toEqual([5, 5, 6, 6]);
  expect([...reducePeaks(new Uint8Array(), 2)]).toEqual([0, 0]);
});
