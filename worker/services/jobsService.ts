import type { JobSnapshot, RpcEvents, Settings } from '../contract/index.ts';
import { acquireInstanceLock, type InstanceLock } from '../jobs/instanceLock.ts';
import { type JobQueue, type JobRunners, createJobQueue } from '../jobs/jobQueue.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import type { Logger } from '../lib/logger.ts';
import { type StartJob, startJob } from './startJob.ts';

export interface JobsServiceOptions {
  readonly dataDir: string;
  readonly store: JobStore;
  readonly runners: JobRunners;
  readonly settings: () => Settings;
  /** Address of the hub, by which models may be named. */
  readonly endpoint: () => URL;
  readonly unfinishedJobs: 'continue' | 'hold';
  readonly logger: Logger;
  readonly onChanged: (job: JobSnapshot) => void;
  readonly onRemoved: (removed: RpcEvents['job.removed']) => void;
  /** Called when this process has become the one that runs the jobs, before the first of them starts. */
  readonly onClaimed?: () => void;
}

/**
 * The jobs of a data directory. Reading works beside another process that runs them; everything else makes this
 * process the one that runs them, or throws `database-busy`.
 */
export interface JobsService extends Pick<JobQueue, 'cancel' | 'pause'> {
  list(): readonly JobSnapshot[];
  /** Makes this process the one that runs the jobs, for what must not be done beside them. */
  claim(): void;
  start(request: StartJob): JobSnapshot;
  retry(jobId: string): JobSnapshot;
  resume(jobId: string): JobSnapshot;
  move(jobId: string, before: string | null): readonly JobSnapshot[];
  /** Forgets a job that is completed, failed or canceled. */
  remove(jobId: string): void;
  /** Ends what is being done to a meeting that is about to be deleted. */
  removeOfMeeting(meetingId: string): Promise<void>;
  /** Running jobs stop and stay queued for the next start. */
  close(): Promise<void>;
}

/** Download lane: two models at once; one inference at a time uses all cores. */
const LANES = { compute: 1, download: 2, cache: 1 } as const;

export function createJobsService(options: JobsServiceOptions): JobsService {
  const { dataDir, store, runners, settings, endpoint, unfinishedJobs, logger } = options;
  let lock: InstanceLock | null = null;
  let queue: JobQueue | null = null;

  function openQueue(): JobQueue {
    if (queue !== null) return queue;
    lock = acquireInstanceLock(dataDir);
    options.onClaimed?.();
    queue = createJobQueue({
      store,
      runners,
      lanes: LANES,
      logger,
      holdUnfinished: unfinishedJobs === 'hold',
    });
    queue.on('job.changed', options.onChanged);
    queue.on('job.removed', options.onRemoved);
    return queue;
  }

  const list = () => (queue ?? store).list();

  if (unfinishedJobs === 'continue') openQueue();
  return {
    list,
    claim() {
      openQueue();
    },
    start: (request) => startJob({ queue: openQueue(), settings: settings(), endpoint }, request),
    cancel: async (jobId) => openQueue().cancel(jobId),
    pause: async (jobId) => openQueue().pause(jobId),
    resume: (jobId) => openQueue().resume(jobId),
    retry: (jobId) => openQueue().retry(jobId),
    remove: (jobId) => {
      openQueue().remove(jobId);
    },
    move: (jobId, before) => openQueue().move(jobId, before),
    async removeOfMeeting(meetingId) {
      const isBusy = list().some((job) => job.meetingId === meetingId && ACTIVE.has(job.status));
      if (isBusy || queue !== null) await openQueue().removeOfMeeting(meetingId);
    },
    async close() {
      await queue?.close();
      lock?.release();
    },
  };
}

const ACTIVE: ReadonlySet<JobSnapshot['status']> = new Set(['queued', 'running', 'paused']);
