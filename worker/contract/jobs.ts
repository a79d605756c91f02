import type { SerializedError } from './errors.ts';
import type { TranscribeOptions } from './transcribeOptions.ts';

export const JOB_STATUSES = ['queued', 'running', 'paused', 'completed', 'failed', 'canceled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Jobs of one lane run in order, as many at once as the lane is wide. */
export const JOB_LANES = ['compute', 'download'] as const;
export type JobLane = (typeof JOB_LANES)[number];

export interface TranscribeJobParams {
  readonly path: string;
  readonly options: TranscribeOptions;
  /** Transcribe again even if the library has this file with these options. */
  readonly force: boolean;
}

/** Kind of job -> its parameters. Adding a kind here asks for a schema and a runner at compile time. */
export interface JobParamsByKind {
  readonly transcribe: TranscribeJobParams;
}
export type JobKind = keyof JobParamsByKind;

export interface JobProgress {
  /** 0 to 1 over the whole job; never goes back. */
  readonly fraction: number;
  readonly stage: 'prepare' | 'load-model' | 'recognize' | 'finish';
  /** Seconds of media done and in all; null where the job is not about media. */
  readonly processedSeconds: number | null;
  readonly totalSeconds: number | null;
  /** Seconds of media per second of work, such as 8 for eight times faster than real time. */
  readonly speed: number | null;
  readonly remainingSeconds: number | null;
}

export interface JobSnapshot<Kind extends JobKind = JobKind> {
  readonly jobId: string;
  readonly kind: Kind;
  readonly lane: JobLane;
  readonly status: JobStatus;
  readonly params: JobParamsByKind[Kind];
  readonly progress: JobProgress | null;
  readonly error: SerializedError | null;
  /** What the job produced or is producing; null until known. */
  readonly meetingId: string | null;
  readonly attempt: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}
