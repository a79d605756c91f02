import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobSnapshot, SerializedError } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';
import type { Host, ImportOptions } from '../host/host.ts';
import { isRecording } from './isRecording.ts';

/** A file on its way to the worker, before it is a job. */
export interface FileImport {
  readonly importId: number;
  readonly name: string;
  readonly fraction: number;
  readonly error: SerializedError | null;
}

/** What came of files that were dropped or chosen, where some were no recordings. */
export interface RefusedFiles {
  readonly names: readonly string[];
  /** Whether others were taken. */
  readonly isPartial: boolean;
}

export type JobAction = 'cancel' | 'retry' | 'pause' | 'resume';

export interface JobsState {
  readonly jobs: readonly JobSnapshot[];
  /** False until the jobs were read for the first time. */
  readonly isLoaded: boolean;
  readonly imports: readonly FileImport[];
  /** Null when there is nothing to say about it. */
  readonly refused: RefusedFiles | null;
  /** Ids of jobs that this page has seen come to their end, or be canceled with something to keep, and that were not cleared. */
  readonly finished: ReadonlySet<string>;
  /** Failures of actions on a job, by job id. */
  readonly actionErrors: Readonly<Record<string, SerializedError>>;
  refresh(): Promise<void>;
  acceptJob(job: JobSnapshot): void;
  acceptRemoved(jobId: string): void;
  act(action: JobAction, jobId: string): Promise<void>;
  /** Puts a waiting job before another, or last. */
  move(jobId: string, before: string | null): Promise<void>;
  /** Forgets a finished or failed job that the person has seen. A canceled one is hidden: it can still be continued. */
  dismiss(jobId: string): Promise<void>;
  clearFinished(): Promise<void>;
  /** Imports the recordings among the files one after the other and queues each as soon as it is there. */
  addFiles(files: readonly File[]): Promise<void>;
  dismissRefused(): void;
  addSample(): Promise<void>;
  /** Copies a file again whose import failed. */
  retryImport(importId: number): Promise<void>;
  cancelImport(importId: number): void;
}

export type JobsStore = StoreApi<JobsState>;

export interface JobsStoreOptions {
  readonly worker: WorkerConnection;
  readonly host: Pick<Host, 'importFile' | 'importSample'>;
  readonly sampleName: string;
}

const ACTION_METHODS = {
  cancel: 'jobs.cancel',
  retry: 'jobs.retry',
  pause: 'jobs.pause',
  resume: 'jobs.resume',
} as const satisfies Record<JobAction, string>;

interface RunningImport {
  readonly controller: AbortController;
  readonly importPath: (options: ImportOptions) => Promise<string>;
}

export function createJobsStore({ worker, host, sampleName }: JobsStoreOptions): JobsStore {
  const running = new Map<number, RunningImport>();
  let nextImportId = 0;

  return createStore<JobsState>((set, get) => {
    function changeImport(importId: number, change: Partial<FileImport>): void {
      set({
        imports: get().imports.map((other) =>
          other.importId === importId ? { ...other, ...change } : other,
        ),
      });
    }

    function dropImport(importId: number): void {
      running.delete(importId);
      set({ imports: get().imports.filter((other) => other.importId !== importId) });
    }

    function announce(name: string, importPath: RunningImport['importPath']): number {
      const importId = nextImportId++;
      running.set(importId, { controller: new AbortController(), importPath });
      set({ imports: [...get().imports, { importId, name, fraction: 0, error: null }] });
      return importId;
    }

    async function importAndStart(importId: number): Promise<void> {
      const current = running.get(importId);
      if (current === undefined) return;
      const { importPath } = current;
      const { signal } = current.controller;
      try {
        const onProgress = (fraction: number): void => {
          changeImport(importId, { fraction });
        };
        const path = await importPath({ signal, onProgress });
        get().acceptJob(await worker.request('jobs.start', { kind: 'transcribe', path }, { signal }));
        dropImport(importId);
      } catch (error) {
        const shown = toShownError(error);
        if (shown === null) dropImport(importId);
        else changeImport(importId, { error: shown });
      }
    }

    async function showingErrors(jobId: string, change: () => Promise<void>): Promise<void> {
      const { [jobId]: _earlier, ...actionErrors } = get().actionErrors;
      set({ actionErrors });
      try {
        await change();
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ actionErrors: { ...get().actionErrors, [jobId]: shown } });
      }
    }

    return {
      jobs: [],
      isLoaded: false,
      imports: [],
      refused: null,
      finished: new Set(),
      actionErrors: {},
      async refresh() {
        set({ jobs: await worker.request('jobs.list'), isLoaded: true });
      },
      acceptJob(job) {
        const { jobs, finished } = get();
        const known = jobs.find((other) => other.jobId === job.jobId);
        set({
          jobs:
            known === undefined
              ? [...jobs, job]
              : jobs.map((other) => (other.jobId === job.jobId ? job : other)),
          finished:
            known !== undefined && !isOver(known) && isOver(job)
              ? new Set([...finished, job.jobId])
              : finished,
        });
      },
      acceptRemoved(jobId) {
        set({ jobs: get().jobs.filter((other) => other.jobId !== jobId) });
      },
      act: (action, jobId) =>
        showingErrors(jobId, async () => {
          get().acceptJob(await worker.request(ACTION_METHODS[action], { jobId }));
        }),
      move: (jobId, before) =>
        showingErrors(jobId, async () => {
          set({ jobs: await worker.request('jobs.move', { jobId, before }) });
        }),
      async clearFinished() {
        const jobIds = selectFinished(get()).map(({ jobId }) => jobId);
        set({ finished: new Set() });
        await Promise.all(jobIds.map((jobId) => get().dismiss(jobId)));
      },
      dismiss: (jobId) =>
        showingErrors(jobId, async () => {
          const { jobs, finished } = get();
          if (jobs.find((job) => job.jobId === jobId)?.status === 'canceled') {
            set({ finished: new Set([...finished].filter((other) => other !== jobId)) });
            return;
          }
          await worker.request('jobs.remove', { jobId });
          get().acceptRemoved(jobId);
        }),
      async addFiles(files) {
        const recordings = files.filter((file) => isRecording(file, files.length));
        if (recordings.length < files.length || files.length === 0) {
          const names = files.filter((file) => !recordings.includes(file)).map(({ name }) => name);
          set({ refused: { names, isPartial: recordings.length > 0 } });
        }
        const importIds = recordings.map((file) =>
          announce(file.name, (options) => host.importFile(file, options)),
        );
        for (const importId of importIds) await importAndStart(importId);
      },
      dismissRefused() {
        set({ refused: null });
      },
      addSample: () => importAndStart(announce(sampleName, (options) => host.importSample(options))),
      async retryImport(importId) {
        changeImport(importId, { error: null, fraction: 0 });
        await importAndStart(importId);
      },
      cancelImport(importId) {
        running.get(importId)?.controller.abort();
        dropImport(importId);
      },
    };
  });
}

/** Jobs that wait, run or are paused, and those that failed until they are dismissed. */
export function selectOpenJobs({ jobs }: JobsState): readonly JobSnapshot[] {
  return jobs.filter(({ status }) => status !== 'completed' && status !== 'canceled');
}

/** Those of them that transcribe. */
export function selectTranscribing(state: JobsState): readonly JobSnapshot<'transcribe'>[] {
  return selectOpenJobs(state).filter((job) => job.kind === 'transcribe');
}

/**
 * Transcriptions that this page has seen come to their end, or be canceled with something to keep, the newest first,
 * until they are cleared.
 */
export function selectFinished({ jobs, finished }: JobsState): readonly JobSnapshot<'transcribe'>[] {
  return jobs
    .filter((job) => job.kind === 'transcribe')
    .filter((job) => isOver(job) && finished.has(job.jobId))
    .toReversed();
}

/** One that is canceled before it has a meeting leaves nothing that could be opened or continued. */
function isOver({ status, meetingId }: JobSnapshot): boolean {
  return status === 'completed' || (status === 'canceled' && meetingId !== null);
}
