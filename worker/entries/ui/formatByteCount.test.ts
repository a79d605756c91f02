import { expect, it } from 'vitest';
import { formatByteCount, formatExactByteCount, formatRoughByteCount } from './formatByteCount.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_940, '99.9 kB'],
  [999_949, '1.0 MB'],
  [145_330_112, '145 MB'],
  [1_610_000_000, '1.6 GB'],
  [5e15, '5000 TB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatByteCount(bytes)).toBe(text);
});

it('adds every byte where it matters', () => {
  expect([0, 1, 999, 145_330_112].map(formatExactByteCount)).toEqual([
    '0 B',
    '1 B',
    '999 B',
    '145 MB (145,330,112 bytes)',
  ]);
});

it('leaves out a digit that a rough size does not have', () => {
  expect([77e6, 1.085e9].map(formatRoughByteCount)).toEqual(['77 MB', '1.1 GB']);
});
