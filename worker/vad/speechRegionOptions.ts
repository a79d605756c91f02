/** How probabilities become speech regions. Names follow Silero's `get_speech_timestamps`, with units. */
export interface SpeechRegionOptions {
  /** Probability from which a frame starts a region. Raising it misses quiet speech, lowering it takes in noise. */
  readonly threshold: number;
  /** Probability below which a frame counts as silence inside a region; between the two nothing changes. */
  readonly negativeThreshold: number;
  /** Regions that are not longer than this, before padding, are dropped. Raising it loses short answers. */
  readonly minSpeechSeconds: number;
  /** Silence that ends a region. Raising it joins more speech into one region. */
  readonly minSilenceSeconds: number;
  /** Audio kept on both sides of a region; where two pads would meet, each takes half of the silence. */
  readonly speechPadSeconds: number;
  /** Longest region, padding included; null sets no limit. A longer one is cut at its longest silence, or hard. */
  readonly maxSpeechSeconds: number | null;
}

/**
 * Chosen for transcribing meetings, where a lost word costs more than a second of noise sent to the recognizer.
 * - `threshold`, and `negativeThreshold` 0.15 below it: Silero's `get_speech_timestamps`, faster-whisper's `VadOptions`.
 * - `minSpeechSeconds`: Silero 0.25, faster-whisper 0. 0.1 keeps a short "yes" and drops blips of up to three frames.
 * - `minSilenceSeconds`: Silero 0.1, which cuts within phrases; faster-whisper 2, which leaves few places to cut. 0.5
 *   is a pause of medium length (0.2 to 1 s in Campione and Veronis, "A large-scale multilingual study of silent pause
 *   duration", 2002), so that regions are phrases.
 * - `speechPadSeconds`: Silero 0.03, faster-whisper 0.4. Measured on 36 synthesized sentences that begin with fricatives
 *   and the like (the hardest onsets), regions begin up to 0.15 s late (median 0.04) and end up to 0.05 s early.
 * - `maxSpeechSeconds`: none, as in both; the chunker cuts long speech itself, with the audio at hand.
 */
export const DEFAULT_SPEECH_REGION_OPTIONS: SpeechRegionOptions = {
  threshold: 0.5,
  negativeThreshold: 0.35,
  minSpeechSeconds: 0.1,
  minSilenceSeconds: 0.5,
  speechPadSeconds: 0.2,
  maxSpeechSeconds: null,
};
