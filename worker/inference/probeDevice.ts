import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from './executionProviders.ts';
import { hasVulkanDriver } from './hasVulkanDriver.ts';
import { PROBE_GRAPH } from './probeGraph.ts';
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

/** Rows and columns of the probe's tables: the width of a Whisper tiny to base layer in a batch of short steps. */
const PROBE_SIZE = 256;
/** Runs after the first, which compiles shaders; the fastest counts. */
const TIMED_RUNS = 3;
/** A first timed run this many times slower than the CPU is no matter of chance: SwiftShader takes 200 times as long. */
const HOPELESS_RATIO = 4;
/** Most a GPU result may differ from the CPU's: single precision over eight products of length 256. */
const TOLERANCE = 1e-3;

/**
 * Runs eight dependent matrix products on `device` and on the CPU. The device is usable when it starts, agrees with
 * the CPU and is not slower, copies in and out included: that leaves out the software renderers that pass for a GPU.
 * Never throws.
 */
export async function probeDevice({ device, threads, openSession }: ProbeOptions): Promise<ProbeResult> {
  if (device === 'webgpu' && process.platform === 'linux' && !hasVulkanDriver()) {
    return { usable: false, reason: 'no Vulkan driver is installed' };
  }
  const folder = await mkdtemp(join(tmpdir(), 'earshot-probe-'));
  try {
    const path = join(folder, 'probe.onnx');
    await writeFile(path, Buffer.from(PROBE_GRAPH, 'base64'));
    const cpu = await measure(await openSession(path, { device: 'cpu', threads }));
    const candidate = await measure(
      await openSession(path, { device, threads }),
      cpu.bestMs * HOPELESS_RATIO,
    );
    return compare(candidate, cpu);
  } catch (error) {
    return { usable: false, reason: error instanceof Error ? error.message.trim() : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measurement {
  readonly output: Float32Array;
  readonly bestMs: number;
}

/** Stops early when a run takes longer than `hopelessMs`. */
async function measure(session: Session, hopelessMs = Infinity): Promise<Measurement> {
  try {
    const feeds = { x: table(0.05), w: table(0.11) };
    let output = await runProbe(session, feeds);
    let bestMs = Infinity;
    for (let run = 0; run < TIMED_RUNS; run += 1) {
      const startedMs = performance.now();
      output = await runProbe(session, feeds);
      const takenMs = performance.now() - startedMs;
      bestMs = Math.min(bestMs, takenMs);
      if (takenMs > hopelessMs) break;
    }
    return { output, bestMs };
  } finally {
    await session.release();
  }
}

async function runProbe(session: Session, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const { y } = await session.run(feeds);
  if (!(y?.data instanceof Float32Array)) throw new Error('The probe gave no result.');
  return y.data;
}

/** Small values without a pattern, so that no product vanishes or saturates. */
function table(step: number): Tensor {
  const data = Float32Array.from(
    { length: PROBE_SIZE * PROBE_SIZE },
    (_, index) => Math.sin(index * step * index) / 8,
  );
  return { type: 'float32', dims: [PROBE_SIZE, PROBE_SIZE], data };
}

function compare(candidate: Measurement, cpu: Measurement): ProbeResult {
  const difference = cpu.output.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (candidate.output[index] ?? NaN))),
    0,
  );
  // Written so that NaN, from either side, is a disagreement.
  if (!(difference <= TOLERANCE)) return { usable: false, reason: `differs from the CPU by ${difference}` };
  const times = `${candidate.bestMs.toFixed(1)} ms against ${cpu.bestMs.toFixed(1)} ms on the CPU`;
  return { usable: candidate.bestMs <= cpu.bestMs, reason: times };
}
