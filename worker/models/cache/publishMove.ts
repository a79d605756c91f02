import { lstat, readdir, readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../lib/makeFolder.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { placeOf } from './moveEntries.ts';
import type { MoveEntry, MoveRecord, PublishAction } from './moveJournal.ts';
import { refuseLocation } from './moveTarget.ts';
import { replacedFolder, stagingFolder } from './stageMove.ts';

/**
 * The renames that make staged entries visible: a repository that the new folder does not have as a whole, one that it
 * has entry by entry. Same content stays; where contents differ, as refs may, the cache in use wins and the other is
 * kept until the move is over. Throws `cache-location-refused` (`clash`) where a file is in the place of a folder.
 */
export async function planPublish(
  to: string,
  entries: readonly MoveEntry[],
): Promise<readonly PublishAction[]> {
  const actions: PublishAction[] = [];
  const placed = new Set<string>();
  for (const { path, kind } of entries) {
    if (listParents(path).some((parent) => placed.has(parent))) continue;
    const staged = await lstat(placeOf(stagingFolder(to), path)).catch(() => null);
    if (staged === null) continue;
    const present = await lstat(placeOf(to, path)).catch(() => null);
    if (present === null) {
      placed.add(path);
      actions.push({ path, kind: 'place' });
    } else if (present.isDirectory() !== (kind === 'folder')) {
      throw refuseLocation(placeOf(to, path), 'clash');
    } else if (kind !== 'folder' && !(await isSame(placeOf(stagingFolder(to), path), placeOf(to, path)))) {
      actions.push({ path, kind: 'replace' });
    }
  }
  return actions;
}

/** Carries out the renames that were not carried out yet. Each is atomic, and what it moved tells that it was done. */
export async function publish(
  to: string,
  { entries, actions }: Pick<MoveRecord, 'entries' | 'actions'>,
  onAction: (path: string) => void,
): Promise<void> {
  for (const { path, kind } of entries) {
    const staged = placeOf(stagingFolder(to), path);
    if (kind === 'folder' && (await exists(staged))) await syncFolder(staged);
  }
  for (const { path, kind } of actions) {
    onAction(path);
    const staged = placeOf(stagingFolder(to), path);
    const place = placeOf(to, path);
    if (!(await exists(staged))) continue;
    if (kind === 'replace' && !(await exists(placeOf(replacedFolder(to), path)))) {
      await moveEntry(place, placeOf(replacedFolder(to), path));
    }
    await moveEntry(staged, place);
    await syncFolder(dirname(place));
  }
}

/** Takes back what `publish` did, in the opposite order, however far it had come. */
export async function unpublish(to: string, actions: readonly PublishAction[]): Promise<void> {
  for (const { path, kind } of actions.toReversed()) {
    const staged = placeOf(stagingFolder(to), path);
    const place = placeOf(to, path);
    const replaced = placeOf(replacedFolder(to), path);
    const wasReplaced = kind === 'replace' && (await exists(replaced));
    if (!(await exists(staged)) && (await exists(place))) await moveEntry(place, staged);
    if (wasReplaced) await moveEntry(replaced, place);
  }
}

/** Removes what the move kept for itself in the new folder. Other programs' locks stay. */
export async function removeStaging(to: string): Promise<void> {
  await rm(dirname(stagingFolder(to)), { recursive: true, force: true });
  await rmdir(join(to, '.locks')).catch(() => undefined);
}

async function moveEntry(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  await renameReplacing(from, to);
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** True for two links to the same place, and for files with the same content; blobs were compared by hash before. */
async function isSame(a: string, b: string): Promise<boolean> {
  const [first, second] = [await lstat(a), await lstat(b)];
  if (first.isSymbolicLink() && second.isSymbolicLink()) return (await readlink(a)) === (await readlink(b));
  if (!first.isFile() || !second.isFile() || first.size !== second.size) return false;
  if (first.size > MAX_COMPARED_BYTES) return false;
  return (await readFile(a)).equals(await readFile(b));
}

/** A staged blob of that name differs from the present one, or it would not have been staged; the rest is small. */
const MAX_COMPARED_BYTES = 16 * 1024 * 1024;

function listParents(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** True if a folder holds nothing. */
export async function isEmptyFolder(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => ['unreadable'])).length === 0;
}
