import type { RepositoryType } from './cacheLayout.ts';

/** A file of a revision. */
export interface CachedFile {
  /** Path in the repository, separated by `/`. */
  readonly path: string;
  /** Name of the blob that holds the content; null where the content is in the snapshot itself or outside. */
  readonly blob: string | null;
  readonly sizeBytes: number;
  /** The content is not in the cache: it is used, but never counted, read for a check, or deleted. */
  readonly isOutside?: true;
}

/** A blob that is a link to content which repositories share. */
export interface SharedBlob {
  readonly blob: string;
  /** Name of the content in the store. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** Whether a revision uses it. */
  readonly isUsed: boolean;
}

export interface CachedRevision {
  /** Name of the snapshot's folder; a full commit hash unless another tool or a person made it. */
  readonly commit: string;
  readonly refs: readonly string[];
  readonly files: readonly CachedFile[];
  /** Each blob once, however many files of the revision are it. */
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** An unfinished download. */
export interface CachedPartial {
  readonly fileName: string;
  readonly etag: string;
  /** Says whose it is; null for `<etag>.incomplete`, which is never ours. */
  readonly tag: string | null;
  /** With the record beside it. */
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

/** A blob that no revision uses. */
export interface OrphanBlob {
  readonly name: string;
  /** 0 for a link: what it leads to is somebody else's. */
  readonly sizeBytes: number;
  /** When it was last written or renamed. */
  readonly changedAtMs: number;
}

/** Something unfinished in our private folder of a repository. */
export interface Leftover {
  /** Path below the private folder. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

/**
 * What is wrong with an entry. All but `link-outside` and `unreadable` are those for which Python's scan
 * (`huggingface_hub` 1.28, `_cache_manager.py`) passes over the whole repository.
 */
export const CACHE_WARNINGS = [
  'not-a-folder',
  'not-a-repository',
  'no-snapshots',
  'refs-not-a-folder',
  'file-in-snapshots',
  'broken-link',
  'ref-without-snapshot',
  'link-outside',
  'unreadable',
] as const;
export type CacheWarningReason = (typeof CACHE_WARNINGS)[number];

export interface CacheWarning {
  readonly path: string;
  readonly reason: CacheWarningReason;
}

export interface CachedRepository {
  readonly type: RepositoryType;
  /** `org/name` */
  readonly repository: string;
  readonly folder: string;
  readonly revisions: readonly CachedRevision[];
  readonly partials: readonly CachedPartial[];
  readonly orphans: readonly OrphanBlob[];
  readonly leftovers: readonly Leftover[];
  /** Left out where there are none. */
  readonly sharedBlobs?: readonly SharedBlob[];
  /** Each blob of all revisions once; partial downloads and orphans are not in it. */
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** By our own record: times of access are switched off on most systems. Null if never. */
  readonly lastUsedAtMs: number | null;
  /** Empty for a repository that is in order. A damaged one is listed all the same, to be repaired or deleted. */
  readonly warnings: readonly CacheWarning[];
}

export interface CacheScan {
  readonly cacheDir: string;
  readonly repositories: readonly CachedRepository[];
  /** Of every repository, and of entries that are none. */
  readonly warnings: readonly CacheWarning[];
  /** Content that repositories share is counted once. */
  readonly sizeBytes: number;
  readonly partialBytes: number;
  /** With leftovers, and with shared content that no revision uses. */
  readonly orphanBytes: number;
}
