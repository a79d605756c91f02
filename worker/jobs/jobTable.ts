import { AppError } from '../contract/index.ts';
import type { JobSnapshot, RpcEvents } from '../contract/index.ts';
import { notFound } from '../database/publicId.ts';
import type { Emitter } from '../lib/createEmitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { JobChanges, JobStore, NewJob } from './jobStore.ts';

export type JobEvents = Pick<RpcEvents, 'job.changed' | 'job.removed'>;

/**
 * The jobs of a queue in memory, in order, kept equal to those on disk. Every change of a job goes through here: it
 * is stored, then seen by `get` and `list`, then announced.
 */
export interface JobTable {
  get(jobId: string): JobSnapshot;
  has(jobId: string): boolean;
  list(): readonly JobSnapshot[];
  add(job: NewJob): JobSnapshot;
  /** Throws, and changes nothing, when it cannot be stored. */
  change(jobId: string, changes: Partial<JobChanges>): JobSnapshot;
  /**
   * The same for what has happened already and must be shown even if the disk is full. The record on disk then still
   * says that the job runs or waits, and the job is done again after a restart.
   */
  settle(jobId: string, changes: Partial<JobChanges>): void;
  /** Progress is stored with the next change of the job or by `storeProgress`, and announced by whoever reports it. */
  setProgress(jobId: string, progress: JobSnapshot['progress']): void;
  /** For processes that read beside this one, and for the time after it. Never throws: nothing depends on it. */
  storeProgress(jobId: string): void;
  announce(jobId: string): void;
  /** Before another job, or to the end of the order. */
  move(jobId: string, before: string | null): void;
  remove(jobId: string): void;
}

export interface JobTableOptions {
  readonly store: JobStore;
  readonly events: Emitter<JobEvents>;
  readonly logger: Logger;
}

export function createJobTable({ store, events, logger }: JobTableOptions): JobTable {
  let jobs = new Map(store.list().map((job) => [job.jobId, job]));
  const get = (jobId: string): JobSnapshot => {
    const job = jobs.get(jobId);
    if (job === undefined) throw notFound('job', jobId);
    return job;
  };
  const put = (job: JobSnapshot): JobSnapshot => {
    jobs.set(job.jobId, job);
    events.emit('job.changed', job);
    return job;
  };
  const tryToStore = (jobId: string, job: JobSnapshot): void => {
    try {
      store.save(jobId, job);
    } catch (error) {
      logger.error('Job could not be stored.', { jobId, status: job.status, error });
    }
  };
  return {
    get,
    has: (jobId) => jobs.has(jobId),
    list: () => [...jobs.values()],
    add: (job) => put(store.add(job)),
    change(jobId, changes) {
      const job = applyChanges(get(jobId), changes);
      store.save(jobId, job);
      return put(job);
    },
    settle(jobId, changes) {
      const job = applyChanges(get(jobId), changes);
      tryToStore(jobId, job);
      put(job);
    },
    setProgress(jobId, progress) {
      jobs.set(jobId, { ...get(jobId), progress });
    },
    storeProgress(jobId) {
      tryToStore(jobId, get(jobId));
    },
    announce(jobId) {
      events.emit('job.changed', get(jobId));
    },
    move(jobId, before) {
      const moved = get(jobId);
      const others = [...jobs.values()].filter((job) => job !== moved);
      const place = before === null ? others.length : others.indexOf(get(before));
      if (place < 0)
        throw new AppError('invalid-request', 'A job cannot go before itself.', { details: { jobId } });
      const ordered = others.toSpliced(place, 0, moved);
      store.reorder(ordered.map((job) => job.jobId));
      jobs = new Map(ordered.map((job) => [job.jobId, job]));
    },
    remove(jobId) {
      store.remove(jobId);
      jobs.delete(jobId);
      events.emit('job.removed', { jobId });
    },
  };
}

/** A result is set by the run of the job alone, so that it is of the job's own kind. */
function applyChanges(job: JobSnapshot, changes: Partial<JobChanges>): JobSnapshot {
  return { ...job, ...changes } as JobSnapshot;
}
