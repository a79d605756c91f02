import type { JobProgress } from '../contract/index.ts';

/** Worked out from a row of reports. */
type Estimated = 'speed' | 'remainingSeconds';
/** For jobs that are about files, which measure for themselves. */
type OfFiles = 'receivedBytes' | 'totalBytes' | 'bytesPerSecond';

/** What a runner reports. Time left is taken from it where it knows better. */
export type ProgressReport = Omit<JobProgress, Estimated | OfFiles> &
  Partial<Pick<JobProgress, OfFiles | 'remainingSeconds'>>;

interface Sample {
  readonly atMs: number;
  readonly stage: JobProgress['stage'];
  readonly processedSeconds: number | null;
  readonly fraction: number;
  readonly speed: number | null;
}

/** Recent reports of one run, oldest first; starts empty. */
export type ProgressHistory = readonly Sample[];

/**
 * Speed is measured over this much of the past. Our choice: chunks are finished in batches of up to eight, a few
 * seconds apart on a slow machine, so that a window holds several batches and still follows a change of load.
 */
export const ESTIMATE_WINDOW_MS = 30_000;
/** Reports closer than this count as one, which bounds the history at a few hundred samples. */
const MIN_SAMPLE_GAP_MS = 100;

/**
 * Adds a report to the history of a run and says what to show. `fraction` never falls below `floor`. Pure; `nowMs` is
 * on a clock that does not go back.
 *
 * `speed` is seconds of media per second of work within the present stage, so that loading a model does not count; the
 * last known speed stays while a stage is too young to have its own. `remainingSeconds` follows from it, or from the
 * growth of the fraction where the job is not about media. Both are null until two reports show some progress.
 */
export function estimateProgress(
  history: ProgressHistory,
  report: ProgressReport,
  { nowMs, floor }: { readonly nowMs: number; readonly floor: number },
): { readonly history: ProgressHistory; readonly progress: JobProgress } {
  const { stage, processedSeconds, totalSeconds } = report;
  const fraction = Number.isFinite(report.fraction) ? Math.min(1, Math.max(floor, report.fraction)) : floor;
  const oldest = history.find((sample) => sample.stage === stage);
  const elapsedSeconds = oldest === undefined ? 0 : (nowMs - oldest.atMs) / 1000;

  const speed =
    rate((processedSeconds ?? 0) - (oldest?.processedSeconds ?? 0), elapsedSeconds) ??
    history.at(-1)?.speed ??
    null;
  const fractionRate = rate(fraction - (oldest?.fraction ?? fraction), elapsedSeconds);
  let estimatedSeconds: number | null = null;
  if (speed !== null && processedSeconds !== null && totalSeconds !== null) {
    estimatedSeconds = Math.max(0, totalSeconds - processedSeconds) / speed;
  } else if (processedSeconds === null && fractionRate !== null) {
    estimatedSeconds = (1 - fraction) / fractionRate;
  }
  return {
    history: addSample(history, { atMs: nowMs, stage, processedSeconds, fraction, speed }),
    progress: {
      stage,
      fraction,
      processedSeconds,
      totalSeconds,
      speed,
      receivedBytes: report.receivedBytes ?? null,
      totalBytes: report.totalBytes ?? null,
      bytesPerSecond: report.bytesPerSecond ?? null,
      remainingSeconds: report.remainingSeconds === undefined ? estimatedSeconds : report.remainingSeconds,
    },
  };
}

function rate(amount: number, seconds: number): number | null {
  return amount > 0 && seconds > 0 ? amount / seconds : null;
}

/** Drops what has left the window, but keeps one sample from before it: slow jobs need something to compare with. */
function addSample(history: ProgressHistory, latest: Sample): ProgressHistory {
  const previous = history.at(-1);
  const before = history.at(-2);
  const isClose =
    previous !== undefined && before !== undefined && previous.atMs - before.atMs < MIN_SAMPLE_GAP_MS;
  const samples = [...(isClose ? history.slice(0, -1) : history), latest];
  const firstInside = samples.findIndex(({ atMs }) => atMs > latest.atMs - ESTIMATE_WINDOW_MS);
  return samples.slice(Math.max(0, firstInside - 1));
}
