import type { AbortSignalLike } from '../contract/index.ts';
import { createAbortError } from '../contract/index.ts';
import { EIGHT_PRODUCTS, ONE_PRODUCT } from './probeGraphs.ts';
import type { Session, Tensor } from './session.ts';

export interface TimeWindowOptions {
  /** Opens a graph that is given as base64. */
  readonly open: (graph: string) => Promise<Session>;
  /** Runs of a graph after the first, which compiles shaders; the fastest counts. */
  readonly timedRuns: number;
  /** Stops when the estimate is above this, whatever the rest would add to it. */
  readonly limitMs?: number;
  readonly signal?: AbortSignalLike;
}

export interface WindowTimes {
  /** Estimated time of Whisper base for 30 s of speech. */
  readonly windowMs: number;
  readonly decoderMs: number;
  /** Zero where the limit was met before. */
  readonly encoderMs: number;
  readonly outputs: readonly Float32Array[];
}

interface Workload {
  readonly graph: string;
  /** x is [rows, width], w is [width, width]. */
  readonly rows: number;
  readonly width: number;
  /** How often it fits into what Whisper base does for 30 s of speech. */
  readonly perWindow: number;
}

/**
 * A decoder step of Whisper base: one row against 36 MB that come from this side at each step, as the keys and values
 * of the cross-attention do (6 layers x 2 x 1,500 positions x 512 x 4 bytes). 100 tokens are usual for 30 s of speech.
 * To be changed when the cache is kept on the device.
 */
const DECODER_STEP: Workload = { graph: ONE_PRODUCT, rows: 1, width: 3000, perWindow: 100 };

/** 1.6 GFLOP over the encoder's 1,500 positions; the encoder of Whisper base takes about 85. */
const ENCODER_PART: Workload = { graph: EIGHT_PRODUCTS, rows: 1500, width: 256, perWindow: 54 };

/** A first run this many times over the limit is not held up by compiling: SwiftShader takes 80 times the limit. */
const COMPILING_RATIO = 50;

/**
 * Estimates how long Whisper base would take for 30 s of speech in float32, by matrix products of its sizes. Throws
 * what the session throws, and an AbortError within a product of the abort.
 */
export async function timeWindow(options: TimeWindowOptions): Promise<WindowTimes> {
  const { limitMs = Infinity } = options;
  const decoder = await timeWorkload(DECODER_STEP, options);
  if (decoder.windowMs > limitMs) {
    return {
      windowMs: decoder.windowMs,
      decoderMs: decoder.windowMs,
      encoderMs: 0,
      outputs: [decoder.output],
    };
  }
  const encoder = await timeWorkload(ENCODER_PART, options);
  return {
    windowMs: decoder.windowMs + encoder.windowMs,
    decoderMs: decoder.windowMs,
    encoderMs: encoder.windowMs,
    outputs: [decoder.output, encoder.output],
  };
}

async function timeWorkload(
  { graph, rows, width, perWindow }: Workload,
  { open, timedRuns, limitMs = Infinity, signal }: TimeWindowOptions,
): Promise<{ output: Float32Array; windowMs: number }> {
  const session = await open(graph);
  try {
    const feeds = { x: table(rows, width), w: table(width, width) };
    let bestMs = Infinity;
    for (let run = 0; ; run += 1) {
      if (signal?.aborted === true) throw createAbortError();
      const startedMs = performance.now();
      const output = await runProbe(session, feeds);
      const takenMs = performance.now() - startedMs;
      const allowedMs = run === 0 ? (limitMs / perWindow) * COMPILING_RATIO : limitMs / perWindow;
      if (run > 0 || takenMs > allowedMs) bestMs = Math.min(bestMs, takenMs);
      if (run === timedRuns || takenMs > allowedMs) return { output, windowMs: bestMs * perWindow };
    }
  } finally {
    await session.release();
  }
}

async function runProbe(session: Session, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const { y } = await session.run(feeds);
  if (!(y?.data instanceof Float32Array)) throw new Error('The probe gave no result.');
  return y.data;
}

/**
 * Numbers without a pattern between -1/16 and 1/16, so that no product vanishes or saturates: the linear congruential
 * generator of Numerical Recipes, chapter 7.
 */
function table(rows: number, width: number): Tensor {
  const data = new Float32Array(rows * width);
  let state = rows;
  for (let i = 0; i < data.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    data[i] = state / 2 ** 35;
  }
  return { type: 'float32', dims: [rows, width], data };
}
