import { expect, it } from 'vitest';
import { drawPeaks } from './drawPeaks.ts';

it('draws a bar for each place, the loudest to the edge, and silence still to be seen', () => {
  expect(drawPeaks([0, 64, 128, 0], 2)).toBe('M0.5 0.530V1.470M1.5 0.060V1.940');
  expect(drawPeaks([0], 1)).toBe('M0.5 0.940V1.060');
});

it('draws a line while there is no waveform', () => {
  expect(drawPeaks([], 50)).toBe('M0 1H50');
});
