export const MODEL_TASKS = ['asr', 'vad'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

/** What a model's own files say it can do; code depends on these, never on a model's name. */
export interface ModelCapabilities {
  readonly languages: readonly string[];
  readonly canTranslate: boolean;
  readonly dtypes: readonly string[];
}

/** A downloaded model, as it is on the disk. */
export interface CachedModel {
  /** `org/name` */
  readonly repository: string;
  /** The commit in use. */
  readonly commit: string;
  /** The branch or tag that leads to it; the commit itself where none does. */
  readonly revision: string;
  /** Those of which all files are there. */
  readonly dtypes: readonly string[];
  readonly isComplete: boolean;
  /** True when the last verification found it broken. */
  readonly isDamaged: boolean;
  /** Names of files that are needed and not there. */
  readonly missing: readonly string[];
  /** The person wants to keep it, whatever the clean-up policy says. */
  readonly isPinned: boolean;
  readonly lastUsedAtMs: number | null;
  readonly downloadedAtMs: number;
  /** SPDX id, where one is known. */
  readonly licence: string | null;
  /** How many commits of it are on the disk. */
  readonly versions: number;
  /** Of downloads that are not finished. */
  readonly partialBytes: number;
  /** True when loading it ended the app; it is not loaded until `models.release`. */
  readonly isQuarantined: boolean;
}

export interface ModelStatus {
  /** Id of a bundled model or of the catalog, else `org/name`, else an absolute folder. */
  readonly modelId: string;
  readonly task: ModelTask;
  readonly title: string;
  /** `bundled` models are part of the app and read-only; `folder` models belong to the person. */
  readonly source: 'bundled' | 'cache' | 'folder';
  readonly folder: string;
  readonly sizeBytes: number;
  readonly capabilities: ModelCapabilities | null;
  /** One plain sentence the person must know before using it, such as what a demo model cannot do. */
  readonly caution: string | null;
  /** Null for a model that is not in the cache. */
  readonly cached: CachedModel | null;
}

/** A model that can be downloaded by its name. Nothing of it comes from the network. */
export interface CatalogModel {
  readonly modelId: string;
  readonly title: string;
  readonly task: ModelTask;
  readonly repository: string;
  /** Whisper codes; empty where none matters. */
  readonly languages: readonly string[] | 'multilingual';
  /** SPDX id. */
  readonly licence: string;
  /** Those worth offering, the one to take unless told otherwise first. */
  readonly dtypes: readonly string[];
  /** What the first of them takes, to choose by; null where it is not known. The hub says the exact size before a download. */
  readonly approximateBytes: number | null;
  readonly parametersMillions: number | null;
  readonly installedDtypes: readonly string[];
  /** Minutes of work for an hour of media on this computer; null where nothing is known. */
  readonly estimate: { readonly minutesPerHour: number; readonly basis: 'measured' | 'estimated' } | null;
  readonly isRecommended: boolean;
}

/** How fast this computer was when it was measured; models that were used go by what they really took instead. */
export interface ComputerSpeed {
  /** Execution provider that was measured, such as `cpu`. */
  readonly device: string;
  /** Minutes of work for an hour of media, with Whisper base. */
  readonly minutesPerHour: number;
  readonly measuredAtMs: number;
}

export interface ModelOfferOption {
  readonly dtype: string;
  readonly totalBytes: number;
  /** What is still to come of them. */
  readonly missingBytes: number;
  /** Files that a model needs and the repository does not have; with one of these it cannot be used. */
  readonly missingFiles: readonly string[];
}

/** What the hub says of a model, before anything is downloaded. */
export interface ModelOffer {
  readonly modelId: string;
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  /** True when its terms must be accepted on the hub first. */
  readonly isGated: boolean;
  readonly licence: string | null;
  /** The one to take unless told otherwise first, those that the repository does not have last. */
  readonly options: readonly ModelOfferOption[];
  /** Null where the disk does not say. */
  readonly cacheFreeBytes: number | null;
  /** For the first option, by the speed of the last download; null before there was one. */
  readonly secondsEstimate: number | null;
}

/** One commit of a model that is on the disk. */
export interface ModelVersion {
  readonly commit: string;
  readonly refs: readonly string[];
  readonly sizeBytes: number;
  readonly downloadedAtMs: number;
  /** True for the one that is used. */
  readonly isCurrent: boolean;
}

export interface ModelUpdate {
  readonly modelId: string;
  readonly currentCommit: string;
  readonly newCommit: string;
  readonly downloadBytes: number;
}

export const FILE_CONDITIONS = [
  'intact',
  'mismatch',
  'missing',
  'unreadable',
  'extra',
  'unknown',
  'absent',
] as const;
/**
 * `intact`; `mismatch`: other content than the hub's; `missing`: known to the cache, and its content is gone;
 * `unreadable`: the disk does not give it; `extra`: not a file of this commit; `unknown`: nothing says what it must be;
 * `absent`: of this commit and never downloaded, which is no fault.
 */
export type FileCondition = (typeof FILE_CONDITIONS)[number];

export interface ModelVerification {
  readonly modelId: string;
  /** Empty for a model that is a part of Earshot. */
  readonly commit: string;
  readonly files: readonly {
    readonly path: string;
    readonly condition: FileCondition;
    readonly sizeBytes: number;
  }[];
  /** No mismatch, nothing missing or unreadable. */
  readonly isIntact: boolean;
  readonly repairedFiles: number;
}

/** What owning the model has saved so far. */
export interface ModelStatistics {
  readonly modelId: string;
  /** How often it was read into memory. */
  readonly loads: number;
  /** How often it was asked for and was in memory already. */
  readonly hits: number;
  /** Bytes that a program without a cache would have fetched again: the weights, for each load but the first. */
  readonly bytesNotDownloadedAgain: number;
  readonly lastLoadMs: number | null;
  readonly medianLoadMs: number | null;
}

/** A model that is in memory now. */
export interface LoadedModel {
  readonly modelId: string;
  readonly device: string;
  readonly dtype: string;
  readonly loadedAtMs: number;
  readonly lastUsedAtMs: number;
  readonly loadMs: number;
  readonly users: number;
  /** Size of the weight files: a lower bound of what the model takes. */
  readonly weightBytes: number;
}
