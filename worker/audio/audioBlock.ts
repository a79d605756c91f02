/** Everything after decoding is mono audio at this rate, the one Whisper and Silero are trained on. */
export const SAMPLE_RATE = 16_000;

/** At most a second of decoded audio. */
export interface AudioBlock {
  /** Position of the first sample in the media: seconds times 16,000. */
  readonly startSample: number;
  /** Mono, 16 kHz, equally long: one track for `mix`, left and right for `split`. */
  readonly tracks: readonly Float32Array[];
}
