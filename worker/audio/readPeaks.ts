import type { AbortSignalLike } from '../contract/index.ts';
import { decodeAudio } from './decodeAudio.ts';
import { createPeakCollector } from './peaks.ts';
import { reducePeaks } from './reducePeaks.ts';

/** 100 bins a second while it is read, which a short recording needs. */
const SAMPLES_PER_PEAK = 160;
/** As many as a wide screen has pixels, twice: more cannot be seen without zooming in. */
const MAX_PEAKS = 8000;

/** The waveform of a file: at most 8000 bytes, evenly over its length. Decodes all of it; throws as `decodeAudio`. */
export async function readPeaks(path: string, signal: AbortSignalLike): Promise<Uint8Array> {
  const collector = createPeakCollector(SAMPLES_PER_PEAK);
  for await (const block of decodeAudio({ path, streamIndex: null, channels: 'mix', signal })) {
    collector.add(block);
  }
  const peaks = collector.peaks();
  return peaks.length > MAX_PEAKS ? reducePeaks(peaks, MAX_PEAKS) : peaks;
}
