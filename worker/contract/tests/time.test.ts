import { describe, expect, it } from 'vitest';
import { formatTimecode, parseTimecode } from '../time.ts';

describe('formatTimecode', () => {
  it.each([
    [0, '00:00:00,000', '00:00:00.000', '0:00'],
    [1.5, '00:00:01,500', '00:00:01.500', '0:01'],
    [59.9996, '00:01:00,000', '00:01:00.000', '1:00'],
    [3599.9994, '00:59:59,999', '00:59:59.999', '59:59'],
    [3_661.001, '01:01:01,001', '01:01:01.001', '1:01:01'],
    [360_000, '100:00:00,000', '100:00:00.000', '100:00:00'],
    [-1, '00:00:00,000', '00:00:00.000', '0:00'],
  ])('writes %d seconds as %s, %s and %s', (seconds, srt, vtt, clock) => {
    expect([
      formatTimecode(seconds, 'srt'),
      formatTimecode(seconds, 'vtt'),
      formatTimecode(seconds, 'clock'),
    ]).toEqual([srt, vtt, clock]);
  });
});

describe('parseTimecode', () => {
  it.each([
    ['01:01:01,001', 3661.001],
    ['100:00:00.5', 360_000.5],
    ['1:30', 90],
    ['7', 7],
    [' 0:07.25 ', 7.25],
  ])('reads %j', (text, seconds) => {
    expect(parseTimecode(text)).toBe(seconds);
  });

  it.each(['', 'x', '90', '1:60', '1:60:00', '-1', '1:2:3:4', '1.2345', '1:'])('refuses %j', (text) => {
    expect(parseTimecode(text)).toBeNull();
  });

  it('reads back every millisecond it is given', () => {
    for (let ms = 0; ms < 4_000_000; ms += 997) {
      expect(parseTimecode(formatTimecode(ms / 1000, 'srt'))).toBe(ms / 1000);
    }
  });
});
