import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatExactBytes,
  formatFactor,
  formatRemaining,
  formatRoughBytes,
} from './formatAmounts.ts';

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [5_240_000, '5.2 MB'],
    [540_000_000, '540 MB'],
    [1_600_000_000, '1.6 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('writes no digits that mean nothing for what is known roughly', () => {
    expect([2_000_000, 77_000_000, 1_085_000_000].map(formatRoughBytes)).toEqual(['2 MB', '77 MB', '1.1 GB']);
  });

  it.each([
    [0.2, '1 s'],
    [42, '42 s'],
    [59.7, '1 min'],
    [119, '2 min'],
    [3590, '1 h 0 min'],
    [3900, '1 h 5 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatRemaining(seconds)).toBe(text);
  });

  it('adds every byte where something is deleted', () => {
    expect([0, 1, 145_330_112].map(formatExactBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '145 MB (145,330,112 bytes)',
    ]);
  });

  it('writes factors with digits that mean something', () => {
    expect([0.84, 8.44, 12.4].map(formatFactor)).toEqual(['0.8', '8.4', '12']);
  });
});
