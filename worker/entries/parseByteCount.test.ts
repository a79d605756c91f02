import { expect, it } from 'vitest';
import { parseByteCount } from './parseByteCount.ts';

it.each([
  ['0', 0],
  ['1000', 1000],
  ['500MB', 500_000_000],
  ['1.5 GB', 1_500_000_000],
  ['20g', 20_000_000_000],
  ['2T', 2_000_000_000_000],
  ['7b', 7],
])('reads %j as %d bytes', (typed, bytes) => {
  expect(parseByteCount(typed)).toBe(bytes);
});

it.each(['', 'GB', '-1', '1e9', '1,5 GB', '1 GiB', '99999999999999T', '0x10'])('refuses %j', (typed) => {
  expect(parseByteCount(typed)).toBeNull();
});
