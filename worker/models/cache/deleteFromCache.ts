import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import {
  blobPath,
  parseRepoFolderName,
  privatePath,
  refPath,
  sidecarPath,
  snapshotPath,
} from './cacheLayout.ts';
import { type DeletionPlan, listCommitExtras, type RepositoryDeletion } from './deletionPlan.ts';
import { errnoOf } from './errnoOf.ts';
import { type IsBlobLocked, readHeldLocks } from './heldLocks.ts';
import type { PendingDeletions } from './pendingDeletions.ts';
import { type Removal, type RemovalFailure, removePaths } from './removal.ts';
import { scanRepository } from './scanRepository.ts';
import { isSharedStoreFolder } from './sharedStore.ts';
import { sweepShared } from './sweepShared.ts';

export interface DeletionResult extends Removal {
  /** Blobs that were to go and are needed, or being written, by someone else now. */
  readonly keptBlobs: readonly string[];
  /** False while something is left that `finishDeletions` will try again. */
  readonly isComplete: boolean;
}

export interface DeleteOptions {
  readonly pending: PendingDeletions;
  /** True for a snapshot's folder whose model is in memory or is being downloaded. */
  readonly isInUse: (snapshotFolder: string) => boolean;
}

/**
 * Carries out a plan: refs first, then snapshots (each vanishes as a whole, by a rename), then the blobs that nothing
 * uses any more, looked up again at that moment, then shared content that lost its last link. What could not be removed is in the result, stays in the record of
 * pending deletions and is tried again by `finishDeletions`; so is everything after a kill. Throws `model-in-use`, before
 * anything is changed, while a model of the plan is in use.
 */
export async function deleteFromCache(plan: DeletionPlan, options: DeleteOptions): Promise<DeletionResult> {
  for (const { folder, commits, repository } of plan.repositories) {
    if (!commits.some((commit) => options.isInUse(snapshotPath(folder, commit)))) continue;
    throw new AppError('model-in-use', 'A model that is in use cannot be deleted.', {
      details: { model: repository, folder },
    });
  }
  return deleteAll(plan.repositories, options);
}

/**
 * Ends deletions that were begun before. To be called when the app starts, before anything is downloaded: a revision
 * that was downloaded anew since would be deleted too. Those in use are left for the next time.
 */
export async function finishDeletions(options: DeleteOptions): Promise<DeletionResult> {
  const begun = await options.pending.list();
  const isFree = ({ folder, commits }: RepositoryDeletion) =>
    !commits.some((commit) => options.isInUse(snapshotPath(folder, commit)));
  const result = await deleteAll(begun.filter(isFree), options);
  return { ...result, isComplete: result.isComplete && begun.every(isFree) };
}

async function deleteAll(
  deletions: readonly RepositoryDeletion[],
  { pending }: DeleteOptions,
): Promise<DeletionResult> {
  for (const deletion of deletions) await pending.add(deletion);
  let total: DeletionResult = {
    sizeBytes: 0,
    diskBytes: 0,
    fileCount: 0,
    failures: [],
    keptBlobs: [],
    isComplete: true,
  };
  for (const deletion of deletions) {
    const done = isSharedStoreFolder(deletion.folder)
      ? toResult([], [])
      : await deleteFromRepository(deletion, await readHeldLocks());
    const swept = await sweepShared(dirname(deletion.folder), deletion.shared);
    const result = toResult([done, swept], done.keptBlobs);
    if (result.isComplete) await pending.remove(deletion.folder);
    total = {
      sizeBytes: total.sizeBytes + result.sizeBytes,
      diskBytes: total.diskBytes + result.diskBytes,
      fileCount: total.fileCount + result.fileCount,
      failures: [...total.failures, ...result.failures],
      keptBlobs: [...total.keptBlobs, ...result.keptBlobs],
      isComplete: total.isComplete && result.isComplete,
    };
  }
  return total;
}

async function deleteFromRepository(
  deletion: RepositoryDeletion,
  isLocked: IsBlobLocked,
): Promise<DeletionResult> {
  const { folder, commits, partials, leftovers } = deletion;
  const root = await lstat(folder).catch(() => null);
  if (root?.isDirectory() !== true) {
    // A link to a repository elsewhere is ours to remove; what it leads to is not.
    return toResult([await removePaths([folder])], []);
  }
  const refs = await removePaths(await listRefsOf(deletion));
  const failures: RemovalFailure[] = [];
  for (const commit of commits) {
    const failure = await setAside(folder, commit);
    if (failure !== null) failures.push(failure);
  }
  const aside = await removeTrash(folder);
  const before = [refs, { ...aside, failures: [...failures, ...aside.failures] }];

  const name = parseRepoFolderName(basename(folder)) ?? { type: 'model', repository: deletion.repository };
  const left = await scanRepository(folder, name, null);
  const used = new Set(left.revisions.flatMap(({ files }) => files.map(({ blob }) => blob)));
  const hasOthers = left.revisions.some(({ commit }) => !commits.includes(commit));
  if (deletion.isWhole && !hasOthers && before.every((removal) => removal.failures.length === 0)) {
    return toResult([...before, await removePaths([folder])], []);
  }

  const gone = commits.filter((commit) => !left.revisions.some((revision) => revision.commit === commit));
  const keptBlobs: string[] = [];
  const paths = gone.flatMap((commit) => listCommitExtras(folder, commit));
  for (const etag of deletion.blobs) {
    if (used.has(etag) || (await isLocked(folder, etag))) keptBlobs.push(etag);
    else paths.push(blobPath(folder, etag));
  }
  for (const partial of partials.map((fileName) => join(folder, 'blobs', fileName))) {
    paths.push(partial, sidecarPath(partial));
  }
  paths.push(...leftovers.map((name) => privatePath(folder, name)));
  return toResult([...before, await removePaths(paths)], keptBlobs);
}

/** The refs of the plan that still name a commit of it: one that was moved on in the meantime stays. */
async function listRefsOf({ folder, refs, commits }: RepositoryDeletion): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const ref of refs) {
    const commit = await readFile(refPath(folder, ref), 'utf8').catch(() => null);
    if (commit !== null && commits.includes(commit)) paths.push(refPath(folder, ref));
  }
  return paths;
}

function privateTrash(folder: string): string {
  return privatePath(folder, 'deleted');
}

/** Takes a snapshot out of sight at once, so that nobody ever finds half of it. */
async function setAside(folder: string, commit: string): Promise<RemovalFailure | null> {
  const snapshot = snapshotPath(folder, commit);
  try {
    await makeFolder(privateTrash(folder));
    await rename(snapshot, join(privateTrash(folder), randomUUID()));
    return null;
  } catch (error) {
    const systemCode = errnoOf(error) ?? 'UNKNOWN';
    return systemCode === 'ENOENT' ? null : { path: snapshot, systemCode };
  }
}

/** Removes what was set aside, now or before a kill. The folders around it are ours and count nothing. */
async function removeTrash(folder: string): Promise<Removal> {
  const names = await readdir(privateTrash(folder)).catch(() => []);
  const removal = await removePaths(names.map((name) => join(privateTrash(folder), name)));
  await rmdir(privateTrash(folder)).catch(() => undefined);
  // Fails while a download keeps something in it.
  await rmdir(privatePath(folder)).catch(() => undefined);
  return removal;
}

function toResult(parts: readonly Removal[], keptBlobs: readonly string[]): DeletionResult {
  const sum = (pick: (part: Removal) => number) => parts.reduce((total, part) => total + pick(part), 0);
  const failures = parts.flatMap((part) => part.failures);
  return {
    sizeBytes: sum((part) => part.sizeBytes),
    diskBytes: sum((part) => part.diskBytes),
    fileCount: sum((part) => part.fileCount),
    failures,
    keptBlobs,
    isComplete: failures.length === 0,
  };
}
