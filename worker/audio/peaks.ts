import type { AudioBlock } from './audioBlock.ts';

export interface PeakCollector {
  add(block: AudioBlock): void;
  /** Peaks so far: for each bin the loudest |sample| of any track, scaled to 0-255 and clipped. */
  peaks(): Uint8Array;
}

const LARGEST_PEAK = 255;

/**
 * Collects the waveform of a file while it is decoded: a byte per bin of `samplesPerPeak` samples. Bins are counted from
 * media time 0; what was never added is 0. At 100 peaks a second (160 samples) an hour takes 360 kB.
 */
export function createPeakCollector(samplesPerPeak: number): PeakCollector {
  let bins = new Uint8Array(1024);
  let count = 0;

  const reserve = (length: number): void => {
    if (length > bins.length) {
      const grown = new Uint8Array(Math.max(length, bins.length * 2));
      grown.set(bins);
      bins = grown;
    }
    count = Math.max(count, length);
  };

  return {
    add({ startSample, tracks }) {
      for (const samples of tracks) {
        reserve(Math.ceil((startSample + samples.length) / samplesPerPeak));
        for (let index = 0; index < samples.length;) {
          const bin = Math.floor((startSample + index) / samplesPerPeak);
          const binEnd = Math.min((bin + 1) * samplesPerPeak - startSample, samples.length);
          let loudest = 0;
          for (; index < binEnd; index += 1) loudest = Math.max(loudest, Math.abs(samples[index] ?? 0));
          const scaled = Math.min(LARGEST_PEAK, Math.round(loudest * LARGEST_PEAK));
          bins[bin] = Math.max(bins[bin] ?? 0, scaled);
        }
      }
    },
    peaks: () => bins.slice(0, count),
  };
}
