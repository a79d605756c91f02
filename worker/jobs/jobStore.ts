import { z } from 'zod';
import { JOB_LANES, JOB_STAGES, JOB_STATUSES, serializedErrorSchema } from '../contract/index.ts';
import type {
  JobKind,
  JobLane,
  JobParamsByKind,
  JobResultByKind,
  JobSnapshot,
  SerializedError,
} from '../contract/index.ts';
import type { Database, Row } from '../database/connection.ts';
import { toKey, toPublicId } from '../database/publicId.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';

/** Checks the parameters of a kind of job, when they arrive and again when they are read back. */
export type JobParamsSchemas = { readonly [Kind in JobKind]: z.ZodType<JobParamsByKind[Kind]> };
export type JobResultSchemas = { readonly [Kind in JobKind]: z.ZodType<JobResultByKind[Kind]> };

export interface NewJob<Kind extends JobKind = JobKind> {
  readonly kind: Kind;
  readonly lane: JobLane;
  readonly params: JobParamsByKind[Kind];
}

/** The part of a job that changes; `position` is its place in the order. */
export type JobChanges = Pick<
  JobSnapshot,
  'status' | 'progress' | 'error' | 'result' | 'meetingId' | 'attempt' | 'startedAtMs' | 'finishedAtMs'
>;

/** Jobs on disk. Knows nothing about running them, so that a process may read them while another runs them. */
export interface JobStore {
  /** Adds a queued job at the end of the order. */
  add(job: NewJob): JobSnapshot;
  /**
   * In order. Records that cannot be read are logged and left where they are. What ran when its process was killed is
   * queued, whatever its record says.
   */
  list(): readonly JobSnapshot[];
  save(jobId: string, changes: JobChanges): void;
  /** Puts the jobs into this order, before all others. */
  reorder(jobIds: readonly string[]): void;
  moveToEnd(jobId: string): void;
  remove(jobId: string): void;
  /** Jobs that ran when their process ended are queued again, where they were. */
  requeueRunning(): void;
}

const progressSchema = z.object({
  fraction: z.number().min(0).max(1),
  stage: z.enum(JOB_STAGES),
  processedSeconds: z.number().nullable(),
  totalSeconds: z.number().nullable(),
  speed: z.number().nullable(),
  // Not in records of the first version.
  receivedBytes: z.number().nullable().default(null),
  totalBytes: z.number().nullable().default(null),
  bytesPerSecond: z.number().nullable().default(null),
  remainingSeconds: z.number().nullable(),
});

const fromJson = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

const jobRow = z.object({
  job_key: z.number(),
  kind: z.string(),
  lane: z.enum(JOB_LANES),
  status: z.enum(JOB_STATUSES),
  params: fromJson,
  progress: fromJson.pipe(progressSchema).nullable(),
  error: fromJson.pipe(serializedErrorSchema).nullable(),
  result: fromJson.nullable(),
  meeting_key: z.number().nullable(),
  attempt: z.number().int().min(1),
  created_at_ms: z.number(),
  started_at_ms: z.number().nullable(),
  finished_at_ms: z.number().nullable(),
});

const AT_END = '(SELECT coalesce(max(position), 0) + 1 FROM jobs)';

export interface JobStoreOptions {
  readonly database: Database;
  readonly paramsSchemas: JobParamsSchemas;
  readonly resultSchemas: JobResultSchemas;
  /** False if no process runs the jobs of this database. */
  readonly hasOwner?: () => boolean;
  readonly logger?: Logger;
  readonly now?: () => number;
}

export function createJobStore({
  database,
  paramsSchemas,
  resultSchemas,
  hasOwner = () => true,
  logger = SILENT_LOGGER,
  now = Date.now,
}: JobStoreOptions): JobStore {
  const read = (row: Row): JobSnapshot | null => {
    const job = parseJob(row, { paramsSchemas, resultSchemas });
    if (job === null) logger.error('Job cannot be read and is left aside.', { jobKey: row['job_key'] });
    return job;
  };
  return {
    add({ kind, lane, params }) {
      const createdAtMs = now();
      const { lastRowId } = database.run(
        `INSERT INTO jobs (position, kind, lane, status, params, attempt, created_at_ms)
         VALUES (${AT_END}, ?, ?, 'queued', ?, 1, ?)`,
        kind,
        lane,
        JSON.stringify(params),
        createdAtMs,
      );
      return {
        jobId: toPublicId('job', lastRowId),
        kind,
        lane,
        status: 'queued',
        params,
        progress: null,
        error: null,
        result: null,
        meetingId: null,
        attempt: 1,
        createdAtMs,
        startedAtMs: null,
        finishedAtMs: null,
        // The kind of `NewJob` ties the parameters to it.
      } as JobSnapshot;
    },
    list() {
      const jobs = database
        .all('SELECT * FROM jobs ORDER BY position, job_key')
        .map(read)
        .filter((job) => job !== null);
      const isRunning = jobs.some(({ status }) => status === 'running') && hasOwner();
      return isRunning ? jobs : jobs.map(requeue);
    },
    save(jobId, { status, progress, error, result, meetingId, attempt, startedAtMs, finishedAtMs }) {
      database.run(
        `UPDATE jobs SET status = ?, progress = ?, error = ?, result = ?, meeting_key = ?, attempt = ?,
           started_at_ms = ?, finished_at_ms = ? WHERE job_key = ?`,
        status,
        progress === null ? null : JSON.stringify(progress),
        error === null ? null : JSON.stringify(error),
        result === null ? null : JSON.stringify(result),
        meetingId === null ? null : toKey('meeting', meetingId),
        attempt,
        startedAtMs,
        finishedAtMs,
        toKey('job', jobId),
      );
    },
    reorder(jobIds) {
      database.transaction(() => {
        // Below every position in use, so that unreadable records keep their place behind.
        const first = Number(database.get('SELECT coalesce(min(position), 0) AS first FROM jobs')?.['first']);
        for (const [index, jobId] of jobIds.entries()) {
          database.run(
            'UPDATE jobs SET position = ? WHERE job_key = ?',
            first - jobIds.length + index,
            toKey('job', jobId),
          );
        }
      });
    },
    moveToEnd(jobId) {
      database.run(`UPDATE jobs SET position = ${AT_END} WHERE job_key = ?`, toKey('job', jobId));
    },
    remove(jobId) {
      database.run('DELETE FROM jobs WHERE job_key = ?', toKey('job', jobId));
    },
    requeueRunning() {
      database.run(`UPDATE jobs SET status = 'queued' WHERE status = 'running'`);
    },
  };
}

function requeue(job: JobSnapshot): JobSnapshot {
  return job.status === 'running' ? { ...job, status: 'queued' } : job;
}

interface JobSchemas {
  readonly paramsSchemas: JobParamsSchemas;
  readonly resultSchemas: JobResultSchemas;
}

function parseJob(row: Row, { paramsSchemas, resultSchemas }: JobSchemas): JobSnapshot | null {
  const parsed = jobRow.safeParse(row);
  if (!parsed.success) return null;
  const { data } = parsed;
  if (!isKind(data.kind, paramsSchemas)) return null;
  const params = paramsSchemas[data.kind].safeParse(data.params);
  if (!params.success) return null;
  const result = resultSchemas[data.kind].nullable().safeParse(data.result);
  return {
    jobId: toPublicId('job', data.job_key),
    kind: data.kind,
    lane: data.lane,
    status: data.status,
    params: params.data,
    progress: data.progress,
    // The type that is inferred for a schema that contains itself ends at the first level.
    error: data.error as SerializedError | null,
    // It only tells of what was done: a job whose outcome cannot be read was done all the same.
    result: result.data ?? null,
    meetingId: data.meeting_key === null ? null : toPublicId('meeting', data.meeting_key),
    attempt: data.attempt,
    createdAtMs: data.created_at_ms,
    startedAtMs: data.started_at_ms,
    finishedAtMs: data.finished_at_ms,
    // Parameters and outcome were read by the schemas of the kind.
  } as JobSnapshot;
}

function isKind(kind: string, paramsSchemas: JobParamsSchemas): kind is JobKind {
  return Object.hasOwn(paramsSchemas, kind);
}
