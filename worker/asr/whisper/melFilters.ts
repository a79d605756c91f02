/**
 * Triangular filters one after the other: those of filter `m` are `weights[from[m] .. from[m + 1])`, for the FFT bins
 * from `firstBin[m]` on; bins outside weigh nothing.
 */
export interface MelFilters {
  readonly firstBin: Int32Array;
  readonly from: Int32Array;
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
export function createMelFilters(melBins: number, bins: number, sampleRate: number): MelFilters {
  const top = hertzToMel(sampleRate / 2);
  const edges = Array.from({ length: melBins + 2 }, (_, index) => melToHertz((top * index) / (melBins + 1)));
  const hertzPerBin = sampleRate / 2 / (bins - 1);
  const firstBin = new Int32Array(melBins);
  const from = new Int32Array(melBins + 1);
  const weights: number[] = [];
  for (let mel = 0; mel < melBins; mel += 1) {
    const [low = 0, center = 0, high = 0] = edges.slice(mel, mel + 3);
    firstBin[mel] = Math.ceil(low / hertzPerBin);
    for (let bin = Math.ceil(low / hertzPerBin); bin < bins && bin * hertzPerBin < high; bin += 1) {
      const hertz = bin * hertzPerBin;
      const height = Math.min((hertz - low) / (center - low), (high - hertz) / (high - center));
      weights.push((Math.max(0, height) * 2) / (high - low));
    }
    from[mel + 1] = weights.length;
  }
  return { firstBin, from, weights: Float64Array.from(weights) };
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
