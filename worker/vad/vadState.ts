/** Samples before a frame that the network sees with it (`OnnxWrapper` in silero-vad's utils_vad.py). */
export const CONTEXT_SAMPLES = 64;

/** Values in the LSTM's hidden and cell state, [2, 1, 128]. */
export const LSTM_SIZE = 256;

/** What the detector remembers between two blocks of one media: plain cloneable data, at most 67 kB. */
export interface VadState {
  /** Frames whose probabilities were returned, a multiple of `GROUP_FRAMES` until the media has ended. */
  readonly frame: number;
  /** Hidden and cell state. */
  readonly lstm: Float32Array;
  /** The 64 samples before the next frame. */
  readonly context: Float32Array;
  /** Samples that do not fill a group of frames yet. */
  readonly pending: Float32Array;
}

/** The state at the beginning of a media. */
export function initialVadState(): VadState {
  return {
    frame: 0,
    lstm: new Float32Array(LSTM_SIZE),
    context: new Float32Array(CONTEXT_SAMPLES),
    pending: new Float32Array(0),
  };
}
