import type { SpeedMeasurement } from '../../engine/createEngine.ts';
import type { WhisperShape } from '../../models/catalog.ts';

/** Positions that the encoder gives for the 30 s of a window (Radford and others, 2022, section 2.2). */
const POSITIONS = 1500;
const WINDOW_MS = 30_000;
const VOCABULARY = 51_865;
const FLOAT_BYTES = 4;
/** What the probe measures. */
export const WHISPER_BASE: WhisperShape = { encoderLayers: 6, decoderLayers: 6, width: 512 };

/**
 * A whole job against recognition alone: reading, hashing and decoding the file, finding speech, storing. A recording of
 * 5 minutes took 1.66 s more than its recognition where a window of Whisper base took 0.66 s (docs/performance.md), which
 * is a quarter of it. It does not grow with the model.
 */
const REST_OF_JOB = 0.25;

/**
 * Seconds of work for a second of media that a Whisper model takes on a computer where Whisper base takes what was
 * measured. The encoder computes, so its time grows with its operations; a step of the decoder reads all of its weights
 * and keys, so its time grows with their bytes. Both are counted from the layers of a transformer (Vaswani and others,
 * 2017) in the sizes of "Robust Speech Recognition via Large-Scale Weak Supervision", table 1.
 */
export function scaleSpeed(shape: WhisperShape, { encoderMs, decoderMs }: SpeedMeasurement): number {
  const recognitionMs =
    encoderMs * (encoderOperations(shape) / encoderOperations(WHISPER_BASE)) +
    decoderMs * (decoderBytes(shape) / decoderBytes(WHISPER_BASE));
  return (recognitionMs + REST_OF_JOB * (encoderMs + decoderMs)) / WINDOW_MS;
}

/** Two per weight and position: 4 width^2 weights of the attention and 8 of the rest; and all positions with all. */
function encoderOperations({ encoderLayers, width }: WhisperShape): number {
  return encoderLayers * (2 * 12 * width ** 2 * POSITIONS + 2 * 2 * POSITIONS ** 2 * width);
}

/**
 * Per token: weights of a byte each (4 width^2 of the attention to what was said, 2 of that to the audio, whose keys are
 * made once, 8 of the rest), keys and values of the audio in floats, and the table of the vocabulary.
 */
function decoderBytes({ decoderLayers, width }: WhisperShape): number {
  const keys = 2 * POSITIONS * width * FLOAT_BYTES;
  return decoderLayers * (14 * width ** 2 + keys) + VOCABULARY * width;
}
