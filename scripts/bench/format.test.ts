import { expect, it } from 'vitest';
import { formatAdvantage, formatMs, formatSpeed } from './format.ts';

it('writes times with three digits or so', () => {
  expect([0.42, 9.96, 11.4, 1234, 65_400].map(formatMs)).toEqual([
    '0.4 ms',
    '10.0 ms',
    '11 ms',
    '1.23 s',
    '65.4 s',
  ]);
});

it('says which side is faster', () => {
  expect(formatAdvantage(2.5)).toBe('2.50x faster');
  expect(formatAdvantage(0.5)).toBe('2.00x slower');
});

it('says how much faster than real time', () => {
  expect(formatSpeed(60, 2000)).toBe('30.0x real time');
  expect(formatSpeed(3600, 4000)).toBe('900x real time');
});
