import type { ChunkerSnapshot } from './chunkerSnapshot.ts';
import { FRAME_SAMPLES } from './frames.ts';
import type { SileroVad, SpeechDetection } from './sileroVad.ts';
import { restoreVadState } from './vadCheckpoint.ts';

/** Speech detection over one media, block after block. One call at a time. */
export interface SpeechDetector {
  /** Takes the samples after those of the last call, any number of them. */
  detect(samples: Float32Array): Promise<SpeechDetection>;
  /** To be called once, after the last samples. */
  finish(): Promise<SpeechDetection>;
}

/**
 * Keeps the state of `vad` for one media. With a snapshot the first samples expected are those from
 * `snapshot.resumeSample` on; those that the snapshot's detector state has seen already are passed over.
 */
export function createSpeechDetector(
  vad: Pick<SileroVad, 'initialState' | 'process' | 'finish'>,
  snapshot: ChunkerSnapshot | null = null,
): SpeechDetector {
  let state = snapshot === null ? vad.initialState() : restoreVadState(snapshot.detector);
  let samplesToSkip = snapshot === null ? 0 : snapshot.detector.frame * FRAME_SAMPLES - snapshot.resumeSample;

  return {
    async detect(samples) {
      const skipped = Math.min(samplesToSkip, samples.length);
      samplesToSkip -= skipped;
      const { state: next, ...detection } = await vad.process(samples.subarray(skipped), state);
      state = next;
      return detection;
    },
    async finish() {
      const { state: next, ...detection } = await vad.finish(state);
      state = next;
      return detection;
    },
  };
}
