import { randomUUID } from 'node:crypto';
import { copyFile, link, lstat, open, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { blobPath, pointerTarget, privatePath, snapshotPath } from '../cache/cacheLayout.ts';
import { identifyEntry, identifyFile } from '../cache/fileIdentity.ts';

export type LinkKind = 'symlink' | 'hard-link' | 'move' | 'copy';

export interface LinkSnapshotFileOptions {
  readonly repoFolder: string;
  readonly commit: string;
  /** Path in the repository; checked. */
  readonly file: string;
  readonly etag: string;
  /** Ways that are tried, in this order, until one works. `move` leaves no blob, as Python does on such disks. */
  readonly kinds: readonly LinkKind[];
}

/** Where links are refused, these are the answers; anything else is a failure of its own. */
const REFUSED_CODES: ReadonlySet<string> = new Set([
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
]);

/**
 * Makes a blob visible as a file of a snapshot. The link is made in the repository's private folder and renamed into
 * place, so that at any moment there is the old file, the new one, or none. Does nothing if it is there already.
 * @returns how it was done; null if there was nothing to do.
 */
export async function linkSnapshotFile(options: LinkSnapshotFileOptions): Promise<LinkKind | null> {
  const { repoFolder, commit, file, kinds } = options;
  const target = snapshotPath(repoFolder, commit, file);
  try {
    if (await isLinked(options)) return null;
    await makeFolder(dirname(target));
    await assertInside(repoFolder, dirname(target), file);
    await makeFolder(privatePath(repoFolder, 'links'));
    const temporary = privatePath(repoFolder, 'links', randomUUID());
    for (const kind of kinds) {
      if (!(await tryLink(kind, temporary, options))) continue;
      try {
        await renameReplacing(temporary, target);
        // Two names of one file: rename then does nothing and leaves both.
        await rm(temporary, { force: true });
      } catch (error) {
        if (kind === 'move') await rename(temporary, blobPath(repoFolder, options.etag));
        else await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(dirname(target));
      return kind;
    }
  } catch (error) {
    throw toFileError(error, target);
  }
  throw new AppError('permission-denied', 'No kind of link can be made here.', { details: { path: target } });
}

async function isLinked({ repoFolder, commit, file, etag }: LinkSnapshotFileOptions): Promise<boolean> {
  const target = snapshotPath(repoFolder, commit, file);
  const entry = await lstat(target).catch(() => null);
  if (entry === null) return false;
  if (entry.isSymbolicLink()) return (await readlink(target)) === pointerTarget(file, etag);
  const blob = await identifyFile(blobPath(repoFolder, etag));
  return entry.isFile() && blob !== null && (await identifyEntry(target)) === blob;
}

/** A folder of the snapshot may itself be a link, made by anyone: nothing is written through one that leads away. */
async function assertInside(repoFolder: string, folder: string, file: string): Promise<void> {
  const [root, real] = await Promise.all([realpath(repoFolder), realpath(folder)]);
  if (real === root || real.startsWith(root + sep)) return;
  throw new AppError('permission-denied', 'A folder of the cache leads out of it.', {
    details: { path: join(folder, file), reason: 'outside' },
  });
}

async function tryLink(
  kind: LinkKind,
  temporary: string,
  options: LinkSnapshotFileOptions,
): Promise<boolean> {
  const { repoFolder, file, etag } = options;
  const blob = blobPath(repoFolder, etag);
  try {
    if (kind === 'symlink') await symlink(pointerTarget(file, etag), temporary);
    else if (kind === 'hard-link') await link(blob, temporary);
    else if (kind === 'move') await rename(blob, temporary);
    else await copyDurably(blob, temporary);
    return true;
  } catch (error) {
    const isRefused =
      error instanceof Error && 'code' in error && REFUSED_CODES.has(String(error.code)) && kind !== 'copy';
    if (!isRefused) throw error;
    return false;
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    const copy = await open(to, 'r+');
    try {
      await copy.sync();
    } finally {
      await copy.close();
    }
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
}
