import { createAbortError, isAbortError, serializeError } from '../contract/index.ts';
import type { JobKind, JobLane, JobResultByKind, JobSnapshot } from '../contract/index.ts';
import type { Logger } from '../lib/logger.ts';
import { throttle } from '../lib/throttle.ts';
import type { ThrottleClock } from '../lib/throttle.ts';
import type { JobChanges } from './jobStore.ts';
import type { JobTable } from './jobTable.ts';
import { estimateProgress } from './progressEstimate.ts';
import type { ProgressHistory, ProgressReport } from './progressEstimate.ts';

export interface JobContext {
  /** Aborted when the job is canceled or paused or the queue closes; the runner then throws an AbortError. */
  readonly signal: AbortSignal;
  /** Why it was aborted: to be gone on with, or not. Null while it is not. */
  stopReason(): StopReason | null;
  /** As often as it likes: what goes out is throttled here. */
  report(progress: ProgressReport): void;
  /** Says what the job produces; part of the job from then on. */
  setMeeting(meetingId: string): void;
}

export interface JobRunner<Kind extends JobKind = JobKind> {
  readonly lane: JobLane;
  /** Does the job from its last checkpoint; resolves with its outcome when it is complete. */
  run(job: JobSnapshot<Kind>, context: JobContext): Promise<JobResultByKind[Kind]>;
  /** True for an error that the person can do something about and go on: the job is paused then, and keeps the error. */
  pausesAfter?(error: unknown): boolean;
}

/** What a run was asked to become; the later in this list wins over the earlier. */
const STOP_REASONS = ['queued', 'paused', 'canceled'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** One execution of a job, from `running` to whatever follows. */
export interface JobRun {
  readonly lane: JobLane;
  /** Resolves, never rejects, when the runner has let go and the job's new status is stored. */
  readonly settled: Promise<void>;
  stop(reason: StopReason): void;
  /** Makes the job what it was asked to be, and takes it away from a runner that does not let go: whatever it still does is ignored. */
  abandon(): void;
}

/** The contract promises at most ten events a second for a job. */
const PROGRESS_INTERVAL_MS = 100;
/** Our choice: a write of a few hundred bytes, often enough for whoever looks from another process. */
const STORE_PROGRESS_INTERVAL_MS = 1000;

export interface JobRunOptions {
  readonly jobId: string;
  readonly table: JobTable;
  readonly runner: JobRunner;
  readonly clock: ThrottleClock;
  readonly now: () => number;
  readonly logger: Logger;
}

export function startJobRun({ jobId, table, runner, clock, now, logger }: JobRunOptions): JobRun {
  const controller = new AbortController();
  const progressEvents = throttle(
    () => {
      table.announce(jobId);
    },
    PROGRESS_INTERVAL_MS,
    clock,
  );
  const progressStores = throttle(
    () => {
      table.storeProgress(jobId);
    },
    STORE_PROGRESS_INTERVAL_MS,
    clock,
  );
  let history: ProgressHistory = [];
  let stopReason: StopReason | null = null;
  let isActive = true;

  const finish = (changes: Partial<JobChanges>) => {
    if (!isActive) return;
    isActive = false;
    progressEvents.cancel();
    progressStores.cancel();
    if (table.has(jobId)) table.settle(jobId, changes);
  };
  const finishStopped = (status: StopReason) => {
    finish({ status, finishedAtMs: status === 'canceled' ? now() : null });
  };
  const fail = (error: unknown) => {
    const outcome = outcomeOf(error, stopReason);
    if (outcome !== 'failed') {
      finishStopped(outcome);
      return;
    }
    const { kind } = table.get(jobId);
    if (runner.pausesAfter?.(error) === true) {
      logger.warn('Job paused itself.', { jobId, kind, error });
      finish({ status: 'paused', error: serializeError(error), finishedAtMs: null });
      return;
    }
    logger.error('Job failed.', { jobId, kind, error });
    finish({ status: 'failed', error: serializeError(error), finishedAtMs: now() });
  };
  const context: JobContext = {
    signal: controller.signal,
    stopReason: () => stopReason,
    report(report) {
      if (!isActive || controller.signal.aborted) return;
      const floor = table.get(jobId).progress?.fraction ?? 0;
      const estimate = estimateProgress(history, report, { nowMs: clock.now(), floor });
      history = estimate.history;
      table.setProgress(jobId, estimate.progress);
      progressEvents.push(undefined);
      progressStores.push(undefined);
    },
    setMeeting(meetingId) {
      if (isActive) table.change(jobId, { meetingId });
    },
  };

  table.settle(jobId, { status: 'running', error: null, startedAtMs: now(), finishedAtMs: null });
  const settled = Promise.resolve()
    .then(() => runner.run(table.get(jobId), context))
    .then((result) => {
      const { progress } = table.get(jobId);
      finish({
        status: 'completed',
        result,
        progress: progress === null ? null : { ...progress, fraction: 1, remainingSeconds: 0 },
        finishedAtMs: now(),
      });
    }, fail);
  return {
    lane: runner.lane,
    settled,
    stop(reason) {
      if (stopReason === null || STOP_REASONS.indexOf(reason) > STOP_REASONS.indexOf(stopReason))
        stopReason = reason;
      controller.abort(createAbortError());
    },
    abandon() {
      logger.warn('A job did not stop in time.', { jobId });
      finishStopped(stopReason ?? 'queued');
    },
  };
}

/**
 * A run that was asked to stop becomes what it was asked to be, whatever its runner stumbled over on the way out,
 * except that a paused job which met a real error shows it. An AbortError that nobody asked for is a failure.
 */
function outcomeOf(error: unknown, stopReason: StopReason | null): StopReason | 'failed' {
  if (stopReason === null) return 'failed';
  return stopReason === 'paused' && !isAbortError(error) ? 'failed' : stopReason;
}
