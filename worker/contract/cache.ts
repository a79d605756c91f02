import type { ErrorCode, ErrorDetails } from './errors.ts';
import type { ModelTask } from './models.ts';

/** The folder of the models and what is in it. Sizes are those of the files; what two files share counts once. */
export interface CacheInfo {
  readonly cacheDir: string;
  /** What decided the place. */
  readonly source: 'environment' | 'setting' | 'default';
  /** Free bytes of the disk; null where it does not say. */
  readonly freeBytes: number | null;
  readonly sizeBytes: number;
  /** Of unfinished downloads. */
  readonly partialBytes: number;
  /** Of files that no model uses. */
  readonly orphanBytes: number;
  readonly tasks: readonly {
    /** Null for what is of no task that Earshot knows. */
    readonly task: ModelTask | null;
    readonly modelCount: number;
    readonly sizeBytes: number;
  }[];
  readonly models: readonly CachedRepositoryInfo[];
  /** What is wrong on the disk; `vanished` if the folder that the person chose is not there. */
  readonly warnings: readonly { readonly path: string; readonly reason: string }[];
  /** Of what was deleted and could not be removed from the disk yet. */
  readonly pendingDeletionBytes: number;
  readonly otherCaches: readonly OtherCacheInfo[];
}

export interface CachedRepositoryInfo {
  readonly modelId: string;
  /** `org/name` */
  readonly repository: string;
  readonly type: 'model' | 'dataset' | 'space' | 'kernel';
  readonly sizeBytes: number;
  readonly partialBytes: number;
  readonly orphanBytes: number;
  readonly lastUsedAtMs: number | null;
  readonly isPinned: boolean;
  readonly isInUse: boolean;
  readonly revisions: readonly {
    readonly commit: string;
    readonly refs: readonly string[];
    readonly sizeBytes: number;
    /** Empty unless asked for. */
    readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
    readonly modifiedAtMs: number;
  }[];
}

/** A hub cache of other programs on this computer. */
export interface OtherCacheInfo {
  readonly path: string;
  /** The variable that names it; `default` is the folder that hub tools use when none is set. */
  readonly source: string;
  readonly modelCount: number;
  readonly sizeBytes: number;
  /** False where Earshot could use the models and never download more. */
  readonly isWritable: boolean;
  /** Those that can be used where they are, by their folder. */
  readonly models: readonly {
    readonly modelId: string;
    readonly folder: string;
    readonly sizeBytes: number;
  }[];
}

/** What was removed, or with `isDryRun` what would be. */
export interface FreedReport {
  /** Room on the disk, as `du` sees it: folders included, and of a file with holes only what is there. */
  readonly freedBytes: number;
  readonly items: readonly {
    readonly kind: 'model' | 'revision' | 'partial' | 'orphan' | 'leftover';
    /** Id of a model, commit of a revision, file name of the rest. */
    readonly name: string;
    /** Size of the files. */
    readonly sizeBytes: number;
  }[];
  readonly isDryRun: boolean;
  /** False when something could not be removed; it is tried again with the next start. */
  readonly isComplete: boolean;
  readonly left: readonly { readonly path: string; readonly code: string }[];
}

/** Whether the cache can be moved to a folder. */
export interface CacheTargetCheck {
  readonly path: string;
  readonly freeBytes: number | null;
  readonly neededBytes: number;
  /** True when the folder holds models already, which are then merged. */
  readonly holdsModels: boolean;
  readonly problem: ErrorCode | null;
  /** Of the problem, for its sentence. */
  readonly details: ErrorDetails;
}
