import { SAMPLE_RATE, type AudioBlock } from './audioBlock.ts';

/** Places stretches of samples in the media, fills gaps with silence, cuts overlaps and what lies before the start. Pure. */
export interface BlockQueue {
  /** The samples that follow begin here in the media. */
  beginAt(sample: number): void;
  /** True if the next `length` samples are to be dropped whole: then they count as added and need not be copied. */
  drop(length: number): boolean;
  /** At most a second of samples, one array per track. */
  add(tracks: readonly Float32Array[]): void;
  /** The next block, or null until more is added. Silence is made here, a second at a time. */
  take(): AudioBlock | null;
}

/** `startSample` is where the first block begins: earlier samples are dropped. */
export function createBlockQueue(startSample: number, trackCount: () => number): BlockQueue {
  const queue: (AudioBlock | { readonly startSample: number; readonly silentSamples: number })[] = [];
  let next = startSample;
  let toDrop = 0;

  return {
    beginAt(sample) {
      toDrop = Math.max(0, next - sample);
      if (sample > next) queue.push({ startSample: next, silentSamples: sample - next });
      next = Math.max(next, sample);
    },
    drop(length) {
      if (length > toDrop) return false;
      toDrop -= length;
      return true;
    },
    add(tracks) {
      const kept = toDrop === 0 ? tracks : tracks.map((samples) => samples.slice(toDrop));
      toDrop = 0;
      queue.push({ startSample: next, tracks: kept });
      next += kept[0]?.length ?? 0;
    },
    take() {
      const first = queue.shift();
      if (first === undefined || 'tracks' in first) return first ?? null;
      const length = Math.min(first.silentSamples, SAMPLE_RATE);
      if (length < first.silentSamples) {
        queue.unshift({
          startSample: first.startSample + length,
          silentSamples: first.silentSamples - length,
        });
      }
      return {
        startSample: first.startSample,
        tracks: Array.from({ length: trackCount() }, () => new Float32Array(length)),
      };
    },
  };
}
