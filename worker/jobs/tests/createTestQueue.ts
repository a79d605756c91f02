import { DEFAULT_TRANSCRIBE_OPTIONS, jobParamsSchemas, jobResultSchemas } from '../../contract/index.ts';
import type { JobSnapshot, TranscribeJobParams } from '../../contract/index.ts';
import { openDatabase } from '../../database/openDatabase.ts';
import type { Database } from '../../database/connection.ts';
import { createManualClock } from '../../lib/tests/createManualClock.ts';
import type { Logger } from '../../lib/logger.ts';
import { createJobQueue } from '../jobQueue.ts';
import type { JobContext } from '../jobRun.ts';
import { createJobStore } from '../jobStore.ts';
import { createTestRunners } from './createTestRunners.ts';

export const SCHEMAS = { paramsSchemas: jobParamsSchemas, resultSchemas: jobResultSchemas };

export function createParams(path: string): TranscribeJobParams {
  return { path, options: DEFAULT_TRANSCRIBE_OPTIONS, force: false };
}

/** A job that a test runner was given, which the test brings to its end. */
export interface Execution {
  readonly job: JobSnapshot<'transcribe'>;
  readonly context: JobContext;
  finish(): void;
  fail(error: unknown): void;
}

export interface TestQueueOptions {
  readonly database?: Database;
  readonly logger?: Logger;
  /** Does not stop when told to. */
  readonly isStubborn?: boolean;
  readonly computeWidth?: number;
  /** Nothing by default. */
  readonly pausesAfter?: (error: unknown) => boolean;
  readonly holdUnfinished?: boolean;
}

/** A queue whose jobs run until the test says otherwise, and stop at once when aborted. */
export function createTestQueue({
  database = openDatabase({ path: ':memory:' }),
  logger,
  isStubborn = false,
  computeWidth = 1,
  pausesAfter = () => false,
  holdUnfinished = false,
}: TestQueueOptions = {}) {
  const clock = createManualClock();
  const executions: Execution[] = [];
  let nowMs = 1000;
  const now = () => {
    nowMs += 1;
    return nowMs;
  };
  const store = createJobStore({ database, ...SCHEMAS, now, ...(logger && { logger }) });
  const queue = createJobQueue({
    store,
    runners: createTestRunners({
      transcribe: {
        lane: 'compute',
        pausesAfter,
        run: (job, context) =>
          new Promise((resolve, reject) => {
            const finish = () => {
              resolve({ transcriptId: 't1', isFromLibrary: false });
            };
            executions.push({ job, context, finish, fail: reject });
            if (isStubborn) return;
            context.signal.addEventListener('abort', () => {
              reject(context.signal.reason as Error);
            });
          }),
      },
    }),
    lanes: { compute: computeWidth, download: 2, cache: 1 },
    now,
    clock,
    holdUnfinished,
    ...(logger && { logger }),
  });
  const changes: JobSnapshot[] = [];
  queue.on('job.changed', (job) => changes.push(job));
  return {
    database,
    store,
    queue,
    clock,
    executions,
    changes,
    start: (path: string) => queue.start({ kind: 'transcribe', params: createParams(path) }),
    /** Path and status of every job, in order. */
    show: () => queue.list().map((job) => `${pathOf(job)} ${job.status}`),
    /** The newest execution of the job about this path. */
    execution(path: string): Execution {
      const found = executions.findLast(({ job }) => job.params.path === path);
      if (found === undefined) throw new Error(`${path} does not run.`);
      return found;
    },
  };
}

export function pathOf(job: JobSnapshot): string {
  return job.kind === 'transcribe' ? job.params.path : job.kind;
}

/** Lets everything that is ready to go on do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
