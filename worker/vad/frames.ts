/** Rate of all samples after decoding. */
export const SAMPLE_RATE = 16_000;

/** Samples in a frame, the step of the detector: 32 ms. Fixed by Silero VAD v5 at 16 kHz. */
export const FRAME_SAMPLES = 512;

/**
 * Frames the network is given in one call, about a second. Frames are always grouped at multiples of this number from
 * the beginning of the media, because a matrix product may round differently when it has another number of rows: with
 * fixed groups a probability depends on the audio alone, not on how the audio was cut into blocks.
 */
export const GROUP_FRAMES = 32;

export const GROUP_SAMPLES = GROUP_FRAMES * FRAME_SAMPLES;
