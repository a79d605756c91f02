import { z } from 'zod';
import { CONTEXT_SAMPLES, LSTM_SIZE, type VadState } from './vadState.ts';

const MEMORY_SIZE = LSTM_SIZE + CONTEXT_SAMPLES;

/** The detector's memory between two groups of frames, as JSON can hold it (1.7 kB). */
export interface VadCheckpoint {
  /** The frame that comes next. */
  readonly frame: number;
  /** LSTM state and context: 320 little-endian float32 in base64. */
  readonly memory: string;
}

export const vadCheckpointSchema = z.strictObject({
  frame: z.number().int().min(0),
  memory: z.base64().refine((text) => Buffer.byteLength(text, 'base64') === MEMORY_SIZE * 4),
});

export function encodeMemory(state: Pick<VadState, 'lstm' | 'context'>): string {
  const bytes = new DataView(new ArrayBuffer(MEMORY_SIZE * 4));
  state.lstm.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
  state.context.forEach((value, i) => bytes.setFloat32((LSTM_SIZE + i) * 4, value, true));
  return Buffer.from(bytes.buffer).toString('base64');
}

/** The state that `encodeMemory` was given, without pending samples. */
export function restoreVadState(checkpoint: VadCheckpoint): VadState {
  const bytes = Buffer.from(checkpoint.memory, 'base64');
  const values = Float32Array.from({ length: MEMORY_SIZE }, (_, i) => bytes.readFloatLE(i * 4));
  return {
    frame: checkpoint.frame,
    lstm: values.slice(0, LSTM_SIZE),
    context: values.slice(LSTM_SIZE),
    pending: new Float32Array(0),
  };
}
