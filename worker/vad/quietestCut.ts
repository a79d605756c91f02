import { FRAME_SAMPLES } from './frames.ts';

/** The shortest silence to cut in: `min_silence_at_max_speech` of Silero's get_speech_timestamps, 98 ms, in frames. */
const MIN_SILENCE_FRAMES = 4;

/** Frames over which loudness is compared, about 0.1 s: shorter than a syllable, longer than a period of a low voice. */
const LOUDNESS_FRAMES = 3;

export interface CutSearch {
  /** Samples of the whole frames `firstFrame` to `firstFrame + samples.length / 512`. */
  readonly samples: Float32Array;
  readonly firstFrame: number;
  /** Runs of frames without speech, [first, after last], in order. */
  readonly quietRuns: readonly (readonly [number, number])[];
}

/**
 * Where to cut speech that is too long for one chunk, in samples from the beginning of the media: the middle of the
 * longest silence, as in Silero's get_speech_timestamps, or, when the speaker does not pause, of the quietest tenth of
 * a second. Of equal places the last, which leaves the fullest chunk.
 */
export function findQuietestCut(search: CutSearch): number {
  return longestSilence(search) ?? quietestPlace(search);
}

function longestSilence({ samples, firstFrame, quietRuns }: CutSearch): number | null {
  const lastFrame = firstFrame + Math.floor(samples.length / FRAME_SAMPLES);
  let longest = MIN_SILENCE_FRAMES;
  let cut: number | null = null;
  for (const [runStart, runEnd] of quietRuns) {
    const from = Math.max(runStart, firstFrame);
    const to = Math.min(runEnd, lastFrame);
    if (to - from < longest) continue;
    longest = to - from;
    cut = ((from + to) / 2) * FRAME_SAMPLES;
  }
  return cut;
}

function quietestPlace({ samples, firstFrame }: CutSearch): number {
  const energies = Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) =>
    energy(samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)),
  );
  let quietest = Infinity;
  let place = 0;
  for (let frame = 0; frame + LOUDNESS_FRAMES <= energies.length; frame++) {
    const loudness = energies.slice(frame, frame + LOUDNESS_FRAMES).reduce((sum, value) => sum + value);
    if (loudness > quietest) continue;
    quietest = loudness;
    place = frame;
  }
  return (firstFrame + place + LOUDNESS_FRAMES / 2) * FRAME_SAMPLES;
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}
