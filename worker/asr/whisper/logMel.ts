import { createFft } from './fft.ts';
import { createMelFilters } from './melFilters.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { incompatibleModel } from './modelJson.ts';

/** Power below which a mel value counts as silence, and range below the loudest value: openai/whisper audio.py. */
export const POWER_FLOOR = 1e-10;
const LOG_FLOOR = -10;
export const RANGE_DECADES = 8;

/** What the features of a model depend on. */
export type LogMelShape = Pick<
  WhisperConfig,
  'melBins' | 'nFft' | 'hopLength' | 'sampleRate' | 'maxSourcePositions'
>;

/**
 * Creates the model's feature extractor: mono samples at the model's rate -> log-mel features of one window,
 * [melBins * 2 * maxSourcePositions] row-major, about -1.5 to 1.5. Samples are cut or padded with silence to the
 * window. Definition as in openai/whisper (audio.py, log_mel_spectrogram): centred frames with reflected edges, Hann
 * window, power spectrum, Slaney mel filters, log10, the loudest value less 8 as the floor.
 *
 * Work arrays are shared between calls; each call returns an array of its own. Throws `model-incompatible` for an FFT
 * length that is not made of fours and fives.
 */
export function createLogMel(shape: LogMelShape): (samples: Float32Array) => Float32Array {
  const { melBins, nFft, hopLength, sampleRate } = shape;
  const frames = shape.maxSourcePositions * 2;
  const windowSamples = frames * hopLength;
  const bins = nFft / 2 + 1;
  const half = nFft / 2;
  const fft = openFft(nFft);
  const filters = createMelFilters(melBins, bins, sampleRate);
  const hann = Float64Array.from(
    { length: nFft },
    (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / nFft),
  );
  const re = new Float64Array(nFft);
  const im = new Float64Array(nFft);
  const power = new Float64Array(bins);
  const secondPower = new Float64Array(bins);

  /** Windowed samples around the centre of a frame, reflected at both ends of the window. */
  const readFrame = (samples: Float32Array, frame: number, target: Float64Array): void => {
    const start = frame * hopLength - half;
    if (start >= 0 && start + nFft <= samples.length) {
      for (let index = 0; index < nFft; index += 1)
        target[index] = (samples[start + index] ?? 0) * (hann[index] ?? 0);
      return;
    }
    for (let index = 0; index < nFft; index += 1) {
      let position = start + index;
      if (position < 0) position = -position;
      else if (position >= windowSamples) position = 2 * (windowSamples - 1) - position;
      target[index] = (samples[position] ?? 0) * (hann[index] ?? 0);
    }
  };

  /** Spectra of two real frames from one complex FFT: even and odd parts of the result. */
  const splitPower = (): void => {
    for (let bin = 0; bin < bins; bin += 1) {
      const mirror = bin === 0 ? 0 : nFft - bin;
      const sumRe = (re[bin] ?? 0) + (re[mirror] ?? 0);
      const sumIm = (im[bin] ?? 0) + (im[mirror] ?? 0);
      const difRe = (re[bin] ?? 0) - (re[mirror] ?? 0);
      const difIm = (im[bin] ?? 0) - (im[mirror] ?? 0);
      power[bin] = (sumRe * sumRe + difIm * difIm) / 4;
      secondPower[bin] = (sumIm * sumIm + difRe * difRe) / 4;
    }
  };

  /** Writes one frame's log10 mel values into its column and returns the greatest of them and `loudest`. */
  const writeColumn = (
    spectrum: Float64Array,
    features: Float32Array,
    frame: number,
    loudest: number,
  ): number => {
    let greatest = loudest;
    for (let mel = 0; mel < melBins; mel += 1) {
      const from = filters.from[mel] ?? 0;
      const to = filters.from[mel + 1] ?? 0;
      const firstBin = filters.firstBin[mel] ?? 0;
      let sum = 0;
      for (let index = from; index < to; index += 1) {
        sum += (filters.weights[index] ?? 0) * (spectrum[firstBin + index - from] ?? 0);
      }
      const value = sum > POWER_FLOOR ? Math.log(sum) * Math.LOG10E : LOG_FLOOR;
      features[mel * frames + frame] = value;
      if (value > greatest) greatest = value;
    }
    return greatest;
  };

  return (samples) => {
    const features = new Float32Array(melBins * frames).fill(LOG_FLOOR);
    const soundEnd = findSoundEnd(samples, windowSamples);
    // Later frames hold nothing but zeros, and the reflection at the end of the window reaches only its last `half`.
    const soundFrames = soundEnd === 0 ? 0 : Math.min(frames, Math.ceil((soundEnd + half) / hopLength));
    const inWindow = samples.length > windowSamples ? samples.subarray(0, windowSamples) : samples;
    let loudest = LOG_FLOOR;
    for (let frame = 0; frame < soundFrames; frame += 2) {
      readFrame(inWindow, frame, re);
      if (frame + 1 < soundFrames) readFrame(inWindow, frame + 1, im);
      else im.fill(0);
      fft(re, im);
      splitPower();
      loudest = writeColumn(power, features, frame, loudest);
      if (frame + 1 < soundFrames) loudest = writeColumn(secondPower, features, frame + 1, loudest);
    }
    const floor = loudest - RANGE_DECADES;
    for (let index = 0; index < features.length; index += 1) {
      features[index] = (Math.max(features[index] ?? 0, floor) + 4) / 4;
    }
    return features;
  };
}

function openFft(nFft: number): (re: Float64Array, im: Float64Array) => void {
  try {
    return createFft(nFft);
  } catch (error) {
    throw incompatibleModel('preprocessor_config.json', 'n_fft', 'is not made of fours and fives', error);
  }
}

/** One past the last sample that is not zero. */
function findSoundEnd(samples: Float32Array, windowSamples: number): number {
  let end = Math.min(samples.length, windowSamples);
  while (end > 0 && samples[end - 1] === 0) end -= 1;
  return end;
}
