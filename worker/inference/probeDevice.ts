import type { Device } from './executionProviders.ts';
import { hasVulkanDriver } from './hasVulkanDriver.ts';
import { CPU_INT8_SPEEDUP } from './int8Speedup.ts';
import type { Session, SessionOptions } from './session.ts';
import { timeWindow, type WindowTimes } from './timeWindow.ts';
import { withProbeGraphs } from './withProbeGraphs.ts';

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

/** Runs after the first, which compiles shaders; the fastest counts. */
const TIMED_RUNS = 2;

/** Most a result may differ from the CPU's: single precision over products of length 3,000. */
const TOLERANCE = 1e-3;

/**
 * Estimates on `device` and on the CPU how long Whisper base would take for 30 s of speech. The device is usable when
 * it starts, agrees with the CPU and is not slower. That leaves out software renderers that pass for a GPU, and GPUs
 * that lose by copying what they win by computing. Never throws.
 */
export async function probeDevice({ device, threads, openSession }: ProbeOptions): Promise<ProbeResult> {
  if (device === 'webgpu' && process.platform === 'linux' && !hasVulkanDriver()) {
    return { usable: false, reason: 'no Vulkan driver is installed' };
  }
  try {
    return await withProbeGraphs({ threads, openSession }, async (open) => {
      const cpu = await timeWindow({ open: (graph) => open(graph, 'cpu'), timedRuns: TIMED_RUNS });
      const cpuMs = cpu.windowMs / CPU_INT8_SPEEDUP;
      const candidate = await timeWindow({
        open: (graph) => open(graph, device),
        timedRuns: TIMED_RUNS,
        limitMs: cpuMs,
      });
      return compare(candidate, cpu, cpuMs);
    });
  } catch (error) {
    return { usable: false, reason: error instanceof Error ? error.message.trim() : String(error) };
  }
}

function compare(candidate: WindowTimes, cpu: WindowTimes, cpuMs: number): ProbeResult {
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
