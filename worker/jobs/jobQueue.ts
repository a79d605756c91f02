import { AppError } from '../contract/index.ts';
import type { JobKind, JobLane, JobParamsByKind, JobSnapshot, JobStatus } from '../contract/index.ts';
import { createEmitter } from '../lib/createEmitter.ts';
import type { Emitter } from '../lib/createEmitter.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { SYSTEM_CLOCK } from '../lib/throttle.ts';
import type { ThrottleClock } from '../lib/throttle.ts';
import { startJobRun } from './jobRun.ts';
import type { JobRun, JobRunner, StopReason } from './jobRun.ts';
import type { JobStore } from './jobStore.ts';
import { createJobTable } from './jobTable.ts';
import type { JobEvents } from './jobTable.ts';

export type JobRunners = { readonly [Kind in JobKind]: JobRunner<Kind> };

/**
 * Runs the jobs of one data directory, in order and lane by lane; knows no kind of job. Whoever creates a queue holds
 * the directory's instance lock. Methods throw `not-found` for unknown jobs and `invalid-request` for what a job's
 * status does not allow.
 */
export interface JobQueue {
  readonly on: Emitter<JobEvents>['on'];
  start<Kind extends JobKind>(job: {
    readonly kind: Kind;
    readonly params: JobParamsByKind[Kind];
  }): JobSnapshot;
  get(jobId: string): JobSnapshot;
  /** In order: the next queued job of a lane is the next to run. */
  list(): readonly JobSnapshot[];
  /** Resolves when the runner has let go, at the latest after `stopTimeoutMs`. What was committed stays. */
  cancel(jobId: string): Promise<JobSnapshot>;
  /** As `cancel`, but the job goes on from its checkpoint when it is resumed. */
  pause(jobId: string): Promise<JobSnapshot>;
  resume(jobId: string): JobSnapshot;
  /** Lets a queued job run that `holdUnfinished` held back. */
  release(jobId: string): JobSnapshot;
  /**
   * Queues a failed or canceled job again, at the end of the order; it goes on from its checkpoint. One that is paused
   * or held goes on as well, where it stands in the order, and is the same attempt.
   */
  retry(jobId: string): JobSnapshot;
  /** Puts a waiting job before another, or at the end. */
  move(jobId: string, before: string | null): readonly JobSnapshot[];
  /** Forgets a job that is completed, failed or canceled. */
  remove(jobId: string): void;
  /** Forgets all that are completed or canceled; those that failed stay to be seen. */
  removeFinished(): void;
  /** Cancels and forgets the jobs of a meeting; for whoever is about to delete it. */
  removeOfMeeting(meetingId: string): Promise<void>;
  /** Resolves when nothing runs and nothing is about to: no job is queued, or those that are have to be released. */
  drain(): Promise<void>;
  /** Stops running jobs and leaves them queued for the next start. Nothing starts afterwards. */
  close(): Promise<void>;
}

export interface JobQueueOptions {
  readonly store: JobStore;
  readonly runners: JobRunners;
  /** How many jobs of a lane run at once. */
  readonly lanes: Readonly<Record<JobLane, number>>;
  readonly logger?: Logger;
  readonly now?: () => number;
  readonly clock?: ThrottleClock;
  /** How long to wait for a runner that was told to stop. */
  readonly stopTimeoutMs?: number;
  /** Jobs that an earlier run left queued stay so until they are released. */
  readonly holdUnfinished?: boolean;
}

/** As many as `library.list` can show meetings. */
const MAX_WAITING_JOBS = 10_000;
/** Of the finished jobs, the newest this many are kept. */
const MAX_FINISHED_JOBS = 1000;
/** A runner stops within a decoder step; one that takes this long hangs. */
const STOP_TIMEOUT_MS = 10_000;

const FINISHED: readonly JobStatus[] = ['completed', 'failed', 'canceled'];

export function createJobQueue({
  store,
  runners,
  lanes,
  logger = SILENT_LOGGER,
  now = Date.now,
  clock = SYSTEM_CLOCK,
  stopTimeoutMs = STOP_TIMEOUT_MS,
  holdUnfinished = false,
}: JobQueueOptions): JobQueue {
  store.requeueRunning();
  const events = createEmitter<JobEvents>((error) => {
    logger.error('A listener to job events failed.', { error });
  });
  const table = createJobTable({ store, events, logger });
  const runs = new Map<string, JobRun>();
  const drained = new Set<() => void>();
  const held = new Set(holdUnfinished ? table.list().map(({ jobId }) => jobId) : []);
  let isClosed = false;

  const schedule = () => {
    for (const { jobId } of table.list()) {
      if (isClosed) return;
      // A listener may have changed or removed it since the list was made.
      if (!table.has(jobId)) continue;
      const { status, lane } = table.get(jobId);
      const busy = [...runs.values()].filter((run) => run.lane === lane).length;
      if (status === 'queued' && !held.has(jobId) && !runs.has(jobId) && busy < lanes[lane])
        launch(table.get(jobId));
    }
    if (runs.size > 0) return;
    for (const resolve of drained) resolve();
    drained.clear();
  };
  const launch = ({ jobId, kind }: JobSnapshot) => {
    const run = startJobRun({ jobId, table, runner: runners[kind], clock, now, logger });
    runs.set(jobId, run);
    void run.settled.then(() => {
      if (runs.get(jobId) !== run) return;
      runs.delete(jobId);
      schedule();
    });
  };
  const stopRun = async (run: JobRun, reason: StopReason): Promise<void> => {
    run.stop(reason);
    let cancelTimer: (() => void) | null = null;
    const timeout = new Promise<'timeout'>((resolve) => {
      cancelTimer = clock.schedule(() => {
        resolve('timeout');
      }, stopTimeoutMs);
    });
    const outcome = await Promise.race([run.settled, timeout]).finally(() => cancelTimer?.());
    // The run keeps its place in the lane until the runner does let go.
    if (outcome === 'timeout') run.abandon();
  };
  const cancel: JobQueue['cancel'] = async (jobId) => {
    const run = runs.get(jobId);
    const { status } = table.get(jobId);
    if (run !== undefined && status === 'running') await stopRun(run, 'canceled');
    else if (isWaiting(status)) table.change(jobId, { status: 'canceled', error: null, finishedAtMs: now() });
    schedule();
    return table.get(jobId);
  };
  const remove: JobQueue['remove'] = (jobId) => {
    assertStatus(table.get(jobId), FINISHED);
    table.remove(jobId);
  };
  const prune = () => {
    const finished = table.list().filter(({ status }) => FINISHED.includes(status));
    const byAge = finished.toSorted((a, b) => (b.finishedAtMs ?? 0) - (a.finishedAtMs ?? 0));
    for (const { jobId } of byAge.slice(MAX_FINISHED_JOBS)) table.remove(jobId);
  };

  const resume = (jobId: string): JobSnapshot => {
    assertOpen(isClosed);
    assertStatus(table.get(jobId), ['paused']);
    held.delete(jobId);
    table.change(jobId, { status: 'queued', error: null });
    schedule();
    return table.get(jobId);
  };
  const release = (jobId: string): JobSnapshot => {
    assertOpen(isClosed);
    held.delete(jobId);
    schedule();
    return table.get(jobId);
  };

  prune();
  schedule();
  return {
    on: events.on,
    start({ kind, params }) {
      assertOpen(isClosed);
      if (table.list().filter(({ status }) => isWaiting(status)).length >= MAX_WAITING_JOBS) {
        throw new AppError('invalid-request', 'Too many jobs wait.', {
          details: { limit: MAX_WAITING_JOBS },
        });
      }
      prune();
      const { jobId } = table.add({ kind, lane: runners[kind].lane, params });
      schedule();
      return table.get(jobId);
    },
    get: table.get,
    list: table.list,
    cancel,
    async pause(jobId) {
      const run = runs.get(jobId);
      const { status } = assertStatus(table.get(jobId), ['queued', 'running', 'paused']);
      if (run !== undefined && status === 'running') await stopRun(run, 'paused');
      else if (status === 'queued') table.change(jobId, { status: 'paused' });
      schedule();
      return table.get(jobId);
    },
    resume,
    release,
    retry(jobId) {
      assertOpen(isClosed);
      const job = table.get(jobId);
      if (job.status === 'paused') return resume(jobId);
      if (job.status === 'queued' && held.has(jobId)) return release(jobId);
      const { attempt } = assertStatus(job, ['failed', 'canceled']);
      held.delete(jobId);
      table.move(jobId, null);
      table.change(jobId, {
        status: 'queued',
        attempt: attempt + 1,
        error: null,
        result: null,
        progress: null,
        finishedAtMs: null,
      });
      schedule();
      return table.get(jobId);
    },
    move(jobId, before) {
      assertStatus(table.get(jobId), ['queued', 'paused']);
      table.move(jobId, before);
      table.announce(jobId);
      return table.list();
    },
    remove,
    removeFinished() {
      for (const { jobId, status } of table.list()) {
        if (status === 'completed' || status === 'canceled') table.remove(jobId);
      }
    },
    async removeOfMeeting(meetingId) {
      const jobIds = table.list().flatMap((job) => (job.meetingId === meetingId ? [job.jobId] : []));
      await Promise.all(jobIds.map(cancel));
      for (const jobId of jobIds) if (table.has(jobId)) remove(jobId);
    },
    drain: () =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve();
          return;
        }
        drained.add(resolve);
        schedule();
      }),
    async close() {
      isClosed = true;
      await Promise.all([...runs.values()].map((run) => stopRun(run, 'queued')));
      for (const resolve of drained) resolve();
      drained.clear();
    },
  };
}

function isWaiting(status: JobStatus): boolean {
  return status === 'queued' || status === 'paused';
}

function assertStatus(job: JobSnapshot, allowed: readonly JobStatus[]): JobSnapshot {
  if (allowed.includes(job.status)) return job;
  throw new AppError('invalid-request', `The job is ${job.status}.`, {
    details: {
      ...{ reason: 'job-status', jobId: job.jobId, status: job.status, meetingId: job.meetingId },
    },
  });
}

function assertOpen(isClosed: boolean): void {
  if (isClosed) throw new AppError('invalid-request', 'The queue is closed.');
}
