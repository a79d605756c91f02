import { describe, expect, it } from 'vitest';
import { createLogMel } from './logMel.ts';

const config = { melBins: 80, nFft: 400, hopLength: 160, sampleRate: 16_000, maxSourcePositions: 1500 };
const tone = (hertz: number, length: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / 16_000));

describe('createLogMel', () => {
  it('gives silence the lowest value', () => {
    const logMel = createLogMel(config);
    for (const samples of [new Float32Array(0), new Float32Array(500_000)]) {
      const features = logMel(samples);
      expect(features).toHaveLength(80 * 3000);
      expect(new Set(features)).toEqual(new Set([-1.5]));
    }
  });

  it('finds a tone in its mel bin and its frames, eight decades above the floor', () => {
    const features = createLogMel(config)(tone(1000, 16_000));
    const column = (frame: number) =>
      Array.from({ length: 80 }, (_, mel) => features[mel * 3000 + frame] ?? 0);
    expect(column(50).indexOf(Math.max(...column(50)))).toBe(26);
    const sorted = features.toSorted();
    expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeCloseTo(2, 5);
    expect(new Set(column(102)).size).toBe(1);
  });

  it('cuts what is longer than the window', () => {
    const samples = tone(440, 500_000);
    const logMel = createLogMel(config);
    expect(logMel(samples)).toEqual(logMel(samples.subarray(0, 480_000)));
  });

  it('does not depend on what was computed before', () => {
    const logMel = createLogMel(config);
    const before = logMel(tone(300, 3333));
    logMel(tone(5000, 480_000));
    expect(logMel(tone(300, 3333))).toEqual(before);
  });

  it('refuses an FFT length it has no transform for', () => {
    expect(() => createLogMel({ ...config, nFft: 402 })).toThrow(
      expect.objectContaining({
        code: 'model-incompatible',
        details: { file: 'preprocessor_config.json', field: 'n_fft' },
      }),
    );
  });
});
