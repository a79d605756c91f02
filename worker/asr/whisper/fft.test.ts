import { describe, expect, it } from 'vitest';
import { createFft } from './fft.ts';

describe('createFft', () => {
  it.each([1, 4, 5, 16, 20, 25, 100, 400])('agrees with the definition for %i points', (length) => {
    const re = Float64Array.from({ length }, (_, index) => Math.sin(index * index + 1));
    const im = Float64Array.from({ length }, (_, index) => Math.cos(index * 3.7));
    const expected = Array.from({ length }, (_, k) => {
      let [sumRe, sumIm] = [0, 0];
      for (let n = 0; n < length; n += 1) {
        const angle = (-2 * Math.PI * n * k) / length;
        sumRe += (re[n] ?? 0) * Math.cos(angle) - (im[n] ?? 0) * Math.sin(angle);
        sumIm += (re[n] ?? 0) * Math.sin(angle) + (im[n] ?? 0) * Math.cos(angle);
      }
      return [sumRe, sumIm];
    });
    createFft(length)(re, im);
    for (const [k, [sumRe = 0, sumIm = 0]] of expected.entries()) {
      expect(re[k]).toBeCloseTo(sumRe, 9);
      expect(im[k]).toBeCloseTo(sumIm, 9);
    }
  });

  it('refuses other lengths', () => {
    expect(() => createFft(12)).toThrow(RangeError);
  });
});
