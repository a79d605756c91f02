import type { SerializedError } from './errors.ts';
import type { ModelVerification } from './models.ts';
import type { TranscribeOptions } from './transcribeOptions.ts';

export const JOB_STATUSES = ['queued', 'running', 'paused', 'completed', 'failed', 'canceled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Jobs of one lane run in order, as many at once as the lane is wide. */
export const JOB_LANES = ['compute', 'download', 'cache'] as const;
export type JobLane = (typeof JOB_LANES)[number];

export interface TranscribeJobParams {
  readonly path: string;
  readonly options: TranscribeOptions;
  /** Transcribe again even if the library has this file with these options. */
  readonly force: boolean;
}

export interface DownloadModelJobParams {
  /** Catalog id, or `org/name`. */
  readonly modelId: string;
  /** A branch, a tag or a commit; null for the default one. */
  readonly revision: string | null;
  /** One that the repository has; null for the one that suits this computer. */
  readonly dtype: string | null;
  /** True to fetch what is new in a model that is installed, in the dtypes that are. */
  readonly isUpdate: boolean;
}

export interface VerifyModelsJobParams {
  /** Null for every model in the cache. */
  readonly modelId: string | null;
  /** Fetch broken files again. */
  readonly repair: boolean;
}

export interface MoveCacheJobParams {
  /** Absolute. */
  readonly to: string;
}

export interface AdoptCacheJobParams {
  /** Absolute; a hub cache that exists. */
  readonly folder: string;
}

export interface ExportModelsJobParams {
  readonly modelIds: readonly string[];
  /** Absolute. */
  readonly file: string;
  readonly overwrite: boolean;
}

export interface ImportModelsJobParams {
  /** Absolute. */
  readonly file: string;
}

/** Kind of job -> its parameters. Adding a kind here asks for a schema and a runner at compile time. */
export interface JobParamsByKind {
  readonly transcribe: TranscribeJobParams;
  readonly 'download-model': DownloadModelJobParams;
  readonly 'verify-models': VerifyModelsJobParams;
  readonly 'move-cache': MoveCacheJobParams;
  readonly 'adopt-cache': AdoptCacheJobParams;
  readonly 'export-models': ExportModelsJobParams;
  readonly 'import-models': ImportModelsJobParams;
}
export type JobKind = keyof JobParamsByKind;

/** Kind of job -> what a completed one says of its outcome. */
export interface JobResultByKind {
  readonly transcribe: {
    readonly transcriptId: string;
    /** The same was transcribed before. */
    readonly isFromLibrary: boolean;
  };
  readonly 'download-model': {
    readonly modelId: string;
    readonly commit: string;
    /** Folder with the files under their own names. */
    readonly folder: string;
    /** Bytes that came over the network, in this attempt. */
    readonly downloadedBytes: number;
    /** Bytes of the model that were there before. */
    readonly reusedBytes: number;
  };
  readonly 'verify-models': { readonly models: readonly ModelVerification[] };
  readonly 'move-cache': {
    readonly outcome: 'moved' | 'rolled-back';
    /** Where the models are now. */
    readonly cacheDir: string;
    /** Paths at the old place that could not be removed. */
    readonly leftBehind: readonly string[];
  };
  readonly 'adopt-cache': { readonly cacheDir: string };
  readonly 'export-models': { readonly file: string; readonly sizeBytes: number };
  readonly 'import-models': {
    readonly modelIds: readonly string[];
    readonly addedBytes: number;
    /** Models of which a newer version is here and stays the one that is used; that of the bundle is beside it. */
    readonly keptVersions: readonly {
      readonly modelId: string;
      readonly commit: string;
      readonly currentCommit: string;
    }[];
  };
}

export const JOB_STAGES = [
  'prepare',
  'load-model',
  /** The model is rewritten for this program, which happens once. */
  'prepare-model',
  'recognize',
  'finish',
  /** Another job has to let go of the cache first. */
  'wait',
  /** A model is in use, until which the switch to another folder waits. */
  'await-models',
  'resolve',
  'download',
  'verify',
  'copy',
  'publish',
] as const;
export type JobStage = (typeof JOB_STAGES)[number];

export interface JobProgress {
  /** 0 to 1 over the whole job; never goes back. */
  readonly fraction: number;
  readonly stage: JobStage;
  /** Seconds of media done and in all; null where the job is not about media. */
  readonly processedSeconds: number | null;
  readonly totalSeconds: number | null;
  /** Seconds of media per second of work, such as 8 for eight times faster than real time. */
  readonly speed: number | null;
  /** Bytes that are there, those from before included, and in all; null where the job is not about files. */
  readonly receivedBytes: number | null;
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly remainingSeconds: number | null;
}

interface JobSnapshotOf<Kind extends JobKind> {
  readonly jobId: string;
  readonly kind: Kind;
  readonly lane: JobLane;
  readonly status: JobStatus;
  readonly params: JobParamsByKind[Kind];
  readonly progress: JobProgress | null;
  /** Why it failed, or why it paused itself; null where a person did that. */
  readonly error: SerializedError | null;
  /** Null until the job is completed. */
  readonly result: JobResultByKind[Kind] | null;
  /** What the job produced or is producing; null until known. */
  readonly meetingId: string | null;
  readonly attempt: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

/** A job as it is now: a union by `kind`, which tells what its parameters and its result are. */
export type JobSnapshot<Kind extends JobKind = JobKind> = {
  readonly [One in Kind]: JobSnapshotOf<One>;
}[Kind];
