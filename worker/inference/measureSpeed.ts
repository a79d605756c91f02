import type { AbortSignalLike } from '../contract/index.ts';
import type { Device } from './executionProviders.ts';
import { CPU_INT8_SPEEDUP } from './int8Speedup.ts';
import { timeWindow } from './timeWindow.ts';
import { type ProbeGraphsOptions, withProbeGraphs } from './withProbeGraphs.ts';

/** What Whisper base would take for 30 s of speech in the dtype that is usual on the device. */
export interface SpeedMeasurement {
  readonly device: Device;
  readonly encoderMs: number;
  readonly decoderMs: number;
}

export interface MeasureSpeedOptions extends ProbeGraphsOptions {
  readonly device: Device;
  readonly signal: AbortSignalLike;
}

/** Many, because the fastest of them is the one that other programs did not hold up; about a second in all. */
const TIMED_RUNS = 8;

/**
 * Measures the speed of a device, by matrix products of the sizes of Whisper base. On two cores of an AMD EPYC it finds
 * 0.68 s where the model itself takes 0.66 s (docs/performance.md, base q8). Throws what the device throws, and an
 * AbortError.
 */
export async function measureSpeed(options: MeasureSpeedOptions): Promise<SpeedMeasurement> {
  const { device, signal } = options;
  const { encoderMs, decoderMs } = await withProbeGraphs(options, (open) =>
    timeWindow({ open: (graph) => open(graph, device), timedRuns: TIMED_RUNS, signal }),
  );
  const speedup = device === 'cpu' ? CPU_INT8_SPEEDUP : 1;
  return { device, encoderMs: encoderMs / speedup, decoderMs: decoderMs / speedup };
}
