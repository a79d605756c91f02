import { basename, join } from 'node:path';
import { AppError } from '../../contract/index.ts';
import {
  blobPath,
  noExistPath,
  privatePath,
  refPath,
  sidecarPath,
  snapshotPath,
  treePath,
} from './cacheLayout.ts';
import type { CachedRepository, CacheScan } from './cachedRepository.ts';
import { type FreedSpace, measureRemoval } from './removal.ts';
import { listSharedHashesInUse, sharedContentFiles, sharedStoreFolder } from './sharedStore.ts';

/** What is to be deleted of one repository, or of the store that they share. */
export interface DeletionTarget {
  readonly folder: string;
  /** All of them, and with them the repository, if left out. */
  readonly commits?: readonly string[];
  /** Partial downloads, by file name. */
  readonly partials?: readonly string[];
  /** Blobs that no revision uses. */
  readonly orphans?: readonly string[];
  /** Left by work that was cut off; by name in the private folder. */
  readonly leftovers?: readonly string[];
  /** Of the store alone: contents to which nobody has a link. */
  readonly shared?: readonly string[];
  /** True if the repository must stay even without a revision, for what else is in it. */
  readonly keepsFolder?: boolean;
}

/** The part of a plan that is about one repository, or the shared store; it can be written down and carried out later. */
export interface RepositoryDeletion {
  readonly folder: string;
  readonly repository: string;
  /** Nothing of the repository stays. */
  readonly isWhole: boolean;
  readonly commits: readonly string[];
  readonly refs: readonly string[];
  /** Those that no revision that stays uses. */
  readonly blobs: readonly string[];
  readonly partials: readonly string[];
  readonly leftovers: readonly string[];
  /** Shared contents that these blobs are links to: they go with the last link to them. */
  readonly shared: readonly string[];
}

export interface DeletionPlan extends FreedSpace {
  readonly repositories: readonly RepositoryDeletion[];
}

/**
 * Works out what deleting these targets removes and the exact room it frees; changes nothing. Blobs that another
 * revision uses stay, and shared content to which another repository has a link. Throws `not-found` for a repository or commit that is not in the scan.
 */
export async function planDeletion(
  scan: CacheScan,
  targets: readonly DeletionTarget[],
): Promise<DeletionPlan> {
  const repositories = targets.map((target) => {
    if (target.folder === sharedStoreFolder(scan.cacheDir)) return planStore(target);
    const repository = scan.repositories.find(({ folder }) => folder === target.folder);
    if (repository === undefined) throw notFound('model', basename(target.folder));
    return planRepository(repository, target);
  });
  const freed = await measureRemoval([
    ...repositories.flatMap(listPaths),
    ...(await listSharedPaths(scan, repositories)),
  ]);
  return { repositories, ...freed };
}

/** What is left on the disk of deletions that were begun, what they have set aside included. */
export async function measurePending(deletions: readonly RepositoryDeletion[]): Promise<FreedSpace> {
  const paths = deletions.flatMap((deletion) => {
    const aside = deletion.isWhole ? [] : [privatePath(deletion.folder, 'deleted')];
    return [...listPaths(deletion), ...aside];
  });
  return measureRemoval(paths);
}

/** Every repository of a cache, for `planDeletion`. */
export function targetEverything(scan: CacheScan): readonly DeletionTarget[] {
  return scan.repositories.map(({ folder }) => ({ folder }));
}

/** Files that belong to a commit besides its snapshot; Python leaves them behind. */
export function listCommitExtras(folder: string, commit: string): readonly string[] {
  return [treePath(folder, commit), noExistPath(folder, commit)];
}

function planRepository(repository: CachedRepository, target: DeletionTarget): RepositoryDeletion {
  const { folder, revisions } = repository;
  const known = new Set(revisions.map(({ commit }) => commit));
  const commits = new Set(target.commits ?? known);
  for (const commit of commits) if (!known.has(commit)) throw notFound('revision', commit);
  const kept = revisions.filter(({ commit }) => !commits.has(commit));
  const deleted = revisions.filter(({ commit }) => commits.has(commit));
  const isEmptied = target.commits === undefined || (commits.size > 0 && kept.length === 0);
  const isWhole = isEmptied && target.keepsFolder !== true;
  const keptBlobs = new Set(kept.flatMap(({ files }) => files.map(({ blob }) => blob)));
  const blobs = new Set(
    deleted.flatMap(({ files }) =>
      files.flatMap(({ blob }) => (blob === null || keptBlobs.has(blob) ? [] : [blob])),
    ),
  );
  const orphans = (target.orphans ?? []).filter((name) => !keptBlobs.has(name) && !blobs.has(name));
  const links = (repository.sharedBlobs ?? []).filter(
    ({ blob }) => isWhole || blobs.has(blob) || orphans.includes(blob),
  );
  return {
    folder,
    repository: repository.repository,
    isWhole,
    commits: [...commits],
    refs: deleted.flatMap(({ refs }) => refs),
    blobs: [...blobs, ...orphans],
    shared: [...new Set(links.map(({ hash }) => hash))],
    partials: [...(target.partials ?? [])],
    leftovers: [...(target.leftovers ?? [])],
  };
}

function planStore({ folder, shared = [] }: DeletionTarget): RepositoryDeletion {
  const nothing = { commits: [], refs: [], blobs: [], partials: [], leftovers: [] };
  return { ...nothing, folder, repository: '', isWhole: false, shared: [...shared] };
}

function listPaths(deletion: RepositoryDeletion): readonly string[] {
  const { folder, isWhole, commits, refs, blobs, partials, leftovers } = deletion;
  if (isWhole) return [folder];
  const partialPaths = partials.map((name) => join(folder, 'blobs', name));
  return [
    ...refs.map((ref) => refPath(folder, ref)),
    ...commits.flatMap((commit) => [snapshotPath(folder, commit), ...listCommitExtras(folder, commit)]),
    ...blobs.map((etag) => blobPath(folder, etag)),
    ...partialPaths.flatMap((path) => [path, sidecarPath(path)]),
    ...leftovers.map((name) => privatePath(folder, name)),
  ];
}

/** Shared contents that lose all their links by these deletions. */
async function listSharedPaths(
  scan: CacheScan,
  deletions: readonly RepositoryDeletion[],
): Promise<readonly string[]> {
  if (deletions.every(({ shared }) => shared.length === 0)) return [];
  const deleted = new Map(deletions.map((deletion) => [deletion.folder, deletion]));
  const kept = new Set(
    scan.repositories.flatMap(({ folder, sharedBlobs = [] }) => {
      const { isWhole = false, blobs = [] } = deleted.get(folder) ?? {};
      return sharedBlobs.filter(({ blob }) => !isWhole && !blobs.includes(blob)).map(({ hash }) => hash);
    }),
  );
  const store = sharedStoreFolder(scan.cacheDir);
  const scanned = new Set(scan.repositories.map(({ folder }) => basename(folder)));
  const keptByOthers = await listSharedHashesInUse(store, scanned);
  const freed = new Set(
    deletions.flatMap(({ shared }) => shared.filter((hash) => !kept.has(hash) && !keptByOthers.has(hash))),
  );
  return [...freed].flatMap((hash) => sharedContentFiles(store, hash));
}

function notFound(kind: string, id: string): AppError {
  return new AppError('not-found', `There is no ${kind} ${id} in the cache.`, { details: { kind, id } });
}
