import { join, posix, relative, sep } from 'node:path';

/**
 * Where things are in a Hugging Face hub cache, as Python's `huggingface_hub` 1.28 lays it out:
 *
 *     <cache>/models--org--name/blobs/<etag>
 *     <cache>/models--org--name/refs/<revision>
 *     <cache>/models--org--name/snapshots/<commit>/<path> -> ../../blobs/<etag>
 *     <cache>/models--org--name/trees/<commit>.json
 *     <cache>/models--org--name/.earshot/             ours; scans by other tools pass it by
 *     <cache>/blobs/                                   content that repositories share, since 1.33: `sharedStore.ts`
 *
 * Pure functions: they check nothing. Names that come from anywhere else go through `hubNames.ts` first.
 */

/** Kernels came with `huggingface_hub` 2.0. */
export const REPOSITORY_TYPES = ['model', 'dataset', 'space', 'kernel'] as const;
export type RepositoryType = (typeof REPOSITORY_TYPES)[number];

export interface RepositoryName {
  readonly type: RepositoryType;
  /** `org/name`, or `name` for the few that have no owner. */
  readonly repository: string;
}

/** A partial download: `<etag>.<tag>.incomplete`, or `<etag>.incomplete` (tag null), which is never ours. */
export interface PartialName {
  readonly etag: string;
  readonly tag: string | null;
}

export function repoFolderName(repository: string, type: RepositoryType = 'model'): string {
  return `${type}s--${repository.replaceAll('/', '--')}`;
}

/** The inverse of `repoFolderName`; null for a name that belongs to no repository. */
export function parseRepoFolderName(folderName: string): RepositoryName | null {
  const [prefix, ...parts] = folderName.split('--');
  const type = REPOSITORY_TYPES.find((candidate) => `${candidate}s` === prefix);
  if (type === undefined || parts.length < 1 || parts.length > 2 || parts.includes('')) return null;
  return { type, repository: parts.join('/') };
}

export function repoFolderPath(cacheDir: string, repository: string, type: RepositoryType = 'model'): string {
  return join(cacheDir, repoFolderName(repository, type));
}

export function blobPath(repoFolder: string, etag: string): string {
  return join(repoFolder, 'blobs', etag);
}

/** Folder of a commit's files, or one of them; `path` is separated by `/`. */
export function snapshotPath(repoFolder: string, commit: string, path = ''): string {
  return join(repoFolder, 'snapshots', commit, ...path.split('/'));
}

/** The file that names the commit of a revision. A revision may hold `/`. */
export function refPath(repoFolder: string, revision: string): string {
  return join(repoFolder, 'refs', ...revision.split('/'));
}

export function treePath(repoFolder: string, commit: string): string {
  return join(repoFolder, 'trees', `${commit}.json`);
}

/** Folder of the marks of files that are known not to exist at a commit, or one of them. */
export function noExistPath(repoFolder: string, commit: string, path = ''): string {
  return join(repoFolder, '.no_exist', commit, ...path.split('/'));
}

export function cacheTagPath(cacheDir: string): string {
  return join(cacheDir, 'CACHEDIR.TAG');
}

/** Folder for what is being made and is renamed into place: on the same volume, and invisible to other tools. */
export function privatePath(repoFolder: string, ...names: readonly string[]): string {
  return join(repoFolder, '.earshot', ...names);
}

/**
 * Our partial download of a blob. The tag (8 hex) keeps it apart from those of Python, which nobody may go on with;
 * the ending lets `hf cache ls` and `hf cache prune` see it.
 */
export function partialPath(repoFolder: string, etag: string, tag: string): string {
  return join(repoFolder, 'blobs', `${etag}.${tag}.incomplete`);
}

/** The record beside a partial download that says what it is a part of. */
export function sidecarPath(partial: string): string {
  return `${partial}.json`;
}

/** Parts of the name of a partial download; null for any other name. */
export function parsePartialName(fileName: string): PartialName | null {
  const match = /^([0-9a-f]{40}|[0-9a-f]{64})(?:\.([0-9a-f]{8}))?\.incomplete$/.exec(fileName);
  return match?.[1] === undefined ? null : { etag: match[1], tag: match[2] ?? null };
}

/** What the symbolic link of a snapshot's file says: relative, so that the cache can be moved. */
export function pointerTarget(path: string, etag: string): string {
  const up = path.split('/').map(() => '..');
  return [...up, '..', 'blobs', etag].join(sep);
}

/** Path of a file in a snapshot, separated by `/` on every system. */
export function pathInSnapshot(snapshotFolder: string, file: string): string {
  return relative(snapshotFolder, file).split(sep).join(posix.sep);
}
