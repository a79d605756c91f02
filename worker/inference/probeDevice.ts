import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from './executionProviders.ts';
import { hasVulkanDriver } from './hasVulkanDriver.ts';
import { EIGHT_PRODUCTS, ONE_PRODUCT } from './probeGraphs.ts';
import type { Session, SessionOptions, Tensor } from './session.ts';

export interface ProbeOptions {
  readonly device: Device;
  readonly threads: number;
  readonly openSession: (path: string, options: SessionOptions) => Promise<Session>;
}

export interface ProbeResult {
  readonly usable: boolean;
  /** For logs and `earshot doctor`. */
  readonly reason: string;
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

/** The CPU runs int8 weights, 1.6 times as fast as the float32 of this probe (Whisper base, measured). */
const CPU_INT8_SPEEDUP = 1.6;

/** Runs after the first, which compiles shaders; the fastest counts. */
const TIMED_RUNS = 2;

/** A first run this many times over the limit is not held up by compiling: SwiftShader takes 80 times the limit. */
const COMPILING_RATIO = 50;

/** Most a result may differ from the CPU's: single precision over products of length 3,000. */
const TOLERANCE = 1e-3;

interface Measurement {
  /** Estimated time for 30 s of speech. */
  readonly windowMs: number;
  readonly outputs: readonly Float32Array[];
}

/**
 * Estimates on `device` and on the CPU how long Whisper base would take for 30 s of speech. The device is usable when
 * it starts, agrees with the CPU and is not slower. That leaves out software renderers that pass for a GPU, and GPUs
 * that lose by copying what they win by computing. Never throws.
 */
export async function probeDevice({ device, threads, openSession }: ProbeOptions): Promise<ProbeResult> {
  if (device === 'webgpu' && process.platform === 'linux' && !hasVulkanDriver()) {
    return { usable: false, reason: 'no Vulkan driver is installed' };
  }
  const folder = await mkdtemp(join(tmpdir(), 'earshot-probe-'));
  const open = async (graph: string, on: Device) => {
    const path = join(folder, 'probe.onnx');
    await writeFile(path, Buffer.from(graph, 'base64'));
    return openSession(path, { device: on, threads });
  };
  try {
    const cpu = await measure((graph) => open(graph, 'cpu'));
    const cpuMs = cpu.windowMs / CPU_INT8_SPEEDUP;
    const candidate = await measure((graph) => open(graph, device), cpuMs);
    return compare(candidate, cpu, cpuMs);
  } catch (error) {
    return { usable: false, reason: error instanceof Error ? error.message.trim() : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stops when the estimate is above `limitMs`, whatever the rest would add to it. */
async function measure(open: (graph: string) => Promise<Session>, limitMs = Infinity): Promise<Measurement> {
  const outputs: Float32Array[] = [];
  let windowMs = 0;
  for (const workload of [DECODER_STEP, ENCODER_PART]) {
    const session = await open(workload.graph);
    try {
      const { output, bestMs } = await time(session, workload, limitMs);
      outputs.push(output);
      windowMs += bestMs * workload.perWindow;
    } finally {
      await session.release();
    }
    if (windowMs > limitMs) break;
  }
  return { windowMs, outputs };
}

async function time(
  session: Session,
  { rows, width, perWindow }: Workload,
  limitMs: number,
): Promise<{ output: Float32Array; bestMs: number }> {
  const feeds = { x: table(rows, width), w: table(width, width) };
  let bestMs = Infinity;
  for (let run = 0; ; run += 1) {
    const startedMs = performance.now();
    const output = await runProbe(session, feeds);
    const takenMs = performance.now() - startedMs;
    const allowedMs = run === 0 ? (limitMs / perWindow) * COMPILING_RATIO : limitMs / perWindow;
    if (run > 0 || takenMs > allowedMs) bestMs = Math.min(bestMs, takenMs);
    if (run === TIMED_RUNS || takenMs > allowedMs) return { output, bestMs };
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

function compare(candidate: Measurement, cpu: Measurement, cpuMs: number): ProbeResult {
  const differences = candidate.outputs.map((output, index) => largestDifference(output, cpu.outputs[index]));
  const difference = Math.max(...differences);
  // Written so that NaN is a disagreement.
  if (!(difference <= TOLERANCE)) return { usable: false, reason: `differs from the CPU by ${difference}` };
  const usable = candidate.windowMs <= cpuMs;
  const atLeast = candidate.outputs.length < cpu.outputs.length ? 'at least ' : '';
  const times = `${atLeast}${candidate.windowMs.toFixed(0)} ms against ${cpuMs.toFixed(0)} ms on the CPU`;
  return { usable, reason: `30 s of speech would take ${times}` };
}

/** NaN where either side is, or one is shorter. */
function largestDifference(found: Float32Array, expected: Float32Array | undefined): number {
  let largest = 0;
  for (const [index, value] of found.entries()) {
    largest = Math.max(largest, Math.abs(value - (expected?.[index] ?? NaN)));
  }
  return largest;
}
