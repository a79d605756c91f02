import { describe, expect, it } from 'vitest';
import { createLogMel } from './logMel.ts';
import { createMelFilters } from './melFilters.ts';

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

  // A window of 64 samples in 8 frames of 20 samples, small enough for the definition itself.
  it.each([1, 21, 30, 53, 63, 64])('agrees with the definition for %i samples', (length) => {
    const small = { melBins: 4, nFft: 20, hopLength: 8, sampleRate: 16_000, maxSourcePositions: 4 };
    const samples = Float32Array.from({ length }, (_, index) => Math.sin(index * index + 1));
    const features = createLogMel(small)(samples);
    for (const [index, value] of defineLogMel(small, samples).entries()) {
      expect(features[index], `value ${index}`).toBeCloseTo(value, 5);
    }
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

/** The definition in so many words: pad, reflect, window, transform, filter, take the logarithm, bring into range. */
function defineLogMel(small: typeof config, samples: Float32Array): number[] {
  const { melBins, nFft, hopLength, sampleRate } = small;
  const frames = small.maxSourcePositions * 2;
  const last = frames * hopLength - 1;
  const bins = nFft / 2 + 1;
  const filters = createMelFilters(melBins, bins, sampleRate);
  const logs = new Array<number>(melBins * frames).fill(0);
  for (let frame = 0; frame < frames; frame += 1) {
    const windowed = Array.from({ length: nFft }, (_, index) => {
      const position = Math.abs(frame * hopLength - nFft / 2 + index);
      const sample = samples[position > last ? 2 * last - position : position] ?? 0;
      return sample * Math.sin((Math.PI * index) / nFft) ** 2;
    });
    const power = Array.from({ length: bins }, (_, bin) => {
      const angle = (2 * Math.PI * bin) / nFft;
      const re = windowed.reduce((sum, value, index) => sum + value * Math.cos(angle * index), 0);
      const im = windowed.reduce((sum, value, index) => sum + value * Math.sin(angle * index), 0);
      return re * re + im * im;
    });
    for (let mel = 0; mel < melBins; mel += 1) {
      const weights = filters.weights.slice(filters.from[mel], filters.from[mel + 1]);
      const first = filters.firstBin[mel] ?? 0;
      const sum = weights.reduce((total, weight, index) => total + weight * (power[first + index] ?? 0), 0);
      logs[mel * frames + frame] = Math.log10(Math.max(sum, 1e-10));
    }
  }
  const floor = Math.max(...logs) - 8;
  return logs.map((value) => (Math.max(value, floor) + 4) / 4);
}
