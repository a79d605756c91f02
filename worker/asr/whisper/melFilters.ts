/** One triangular filter: `weights[i]` belongs to FFT bin `firstBin + i`; bins outside weigh nothing. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Slaney's mel scale (Auditory Toolbox): linear up to 1 kHz, then logarithmic, 27 steps for a factor of 6.4. */
const LINEAR_HERTZ_PER_MEL = 200 / 3;
const LOG_START_HERTZ = 1000;
const LOG_START_MEL = LOG_START_HERTZ / LINEAR_HERTZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/**
 * Mel filters of equal area from 0 Hz to half the sample rate, as `librosa.filters.mel` makes them by default and
 * Whisper was trained with. `bins` is nFft / 2 + 1.
 */
export function createMelFilters(melBins: number, bins: number, sampleRate: number): MelFilter[] {
  const top = hertzToMel(sampleRate / 2);
  const edges = Float64Array.from({ length: melBins + 2 }, (_, index) =>
    melToHertz((top * index) / (melBins + 1)),
  );
  const hertzPerBin = sampleRate / 2 / (bins - 1);
  return Array.from({ length: melBins }, (_, index) => {
    const [low, center, high] = [edges[index] ?? 0, edges[index + 1] ?? 0, edges[index + 2] ?? 0];
    const firstBin = Math.min(Math.ceil(low / hertzPerBin), bins - 1);
    const lastBin = Math.min(Math.floor(high / hertzPerBin), bins - 1);
    const weights = Float64Array.from({ length: lastBin - firstBin + 1 }, (_unused, offset) => {
      const hertz = (firstBin + offset) * hertzPerBin;
      const height = Math.min((hertz - low) / (center - low), (high - hertz) / (high - center));
      return (Math.max(0, height) * 2) / (high - low);
    });
    return { firstBin, weights };
  });
}

function hertzToMel(hertz: number): number {
  return hertz < LOG_START_HERTZ
    ? hertz / LINEAR_HERTZ_PER_MEL
    : LOG_START_MEL + Math.log(hertz / LOG_START_HERTZ) / LOG_STEP;
}

function melToHertz(mel: number): number {
  return mel < LOG_START_MEL
    ? mel * LINEAR_HERTZ_PER_MEL
    : LOG_START_HERTZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL));
}
