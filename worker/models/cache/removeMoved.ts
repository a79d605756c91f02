import { readdir, rmdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheTagPath, parseRepoFolderName } from './cacheLayout.ts';
import { errnoOf } from './errnoOf.ts';
import { listMoveEntries, placeOf } from './moveEntries.ts';
import type { MoveEntry } from './moveJournal.ts';
import { removePaths } from './removal.ts';
import { findSharedStore, readSharedLink } from './sharedStore.ts';
import { removeEmptyStore, sweepShared } from './sweepShared.ts';

export interface RemoveMovedOptions {
  readonly from: string;
  readonly entries: readonly MoveEntry[];
  readonly partialTag: string;
  readonly onEntry: (path: string) => void;
}

/**
 * Removes from the old folder what was moved, unless it changed or grew since: such a repository is left as it is.
 * Returns what stays in the old folder, by absolute path; empty if the folder is gone or has nothing left in it. Can be
 * repeated. Refs and snapshots go before blobs, so that nothing ever refers to what is gone.
 */
export async function removeMoved({
  from,
  entries,
  partialTag,
  onEntry,
}: RemoveMovedOptions): Promise<readonly string[]> {
  const moved = new Map(entries.map((entry) => [entry.path, entry]));
  const now = await listMoveEntries(from, partialTag);
  const store = await findSharedStore(from);
  const shared: string[] = [];
  const repositories = Map.groupBy(now, ({ path }) => path.split('/')[0] ?? '');
  for (const [repository, present] of repositories) {
    if (!present.every((entry) => isUnchanged(moved.get(entry.path), entry))) continue;
    await removePaths([join(from, repository, '.earshot')]);
    for (const { path, kind } of present.toReversed()) {
      onEntry(path);
      if (store !== null && kind === 'file') {
        const hash = await readSharedLink(store, placeOf(from, path));
        if (hash !== null) shared.push(hash);
      }
      // What cannot be removed shows in what is left; a folder of others' files cannot, and need not be.
      await (kind === 'folder' ? rmdir(placeOf(from, path)) : unlink(placeOf(from, path))).catch(
        () => undefined,
      );
    }
  }
  await removeLocks(from);
  await sweepShared(from, shared);
  await removeEmptyStore(from);
  await rmdir(join(from, '.locks')).catch(() => undefined);
  const left = await listLeft(from);
  if (left.length > 0) return left;
  await removePaths([cacheTagPath(from)]);
  await rmdir(from).catch(() => undefined);
  return [];
}

/** Locks are of no use without their repository: of one that was moved, or deleted before by a program that leaves them. */
async function removeLocks(from: string): Promise<void> {
  const locks = join(from, '.locks');
  const names = await readdir(locks).catch(() => []);
  const repositories = new Set(await readdir(from).catch(() => []));
  const unused = names.filter((name) => parseRepoFolderName(name) !== null && !repositories.has(name));
  await removePaths(unused.map((name) => join(locks, name)));
}

async function listLeft(from: string): Promise<readonly string[]> {
  try {
    const names = await readdir(from);
    return names.map((name) => join(from, name)).filter((path) => basename(path) !== 'CACHEDIR.TAG');
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? [] : [from];
  }
}

/** Folders change whenever something in them does; what matters is what is in them. */
function isUnchanged(before: MoveEntry | undefined, now: MoveEntry): boolean {
  if (before?.kind !== now.kind) return false;
  if (now.kind === 'folder') return true;
  if (now.kind === 'link') return before.target === now.target;
  return before.sizeBytes === now.sizeBytes && before.modifiedAtMs === now.modifiedAtMs;
}
