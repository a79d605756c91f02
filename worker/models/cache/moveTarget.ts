import { access, constants, lstat, realpath, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { errnoOf } from './errnoOf.ts';
import { identifyFile } from './fileIdentity.ts';

export type RefusalReason =
  | 'not-absolute'
  | 'same'
  | 'inside'
  | 'contains'
  | 'name-too-long'
  | 'not-a-folder'
  | 'not-a-cache'
  | 'missing'
  | 'vanished'
  | 'clash'
  | 'damaged-copy'
  | 'environment';

/** `cache-location-refused`, with the reason that its sentence is chosen by. */
export function refuseLocation(path: string, reason: RefusalReason, cause?: unknown): AppError {
  return new AppError('cache-location-refused', `The cache cannot be moved to ${path}: ${reason}.`, {
    details: { path, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * For a failed look at a folder that was there a moment ago. Throws `cache-location-refused` (`vanished`) if it is not there
 * any more, as when its disk was disconnected, otherwise as `toFileError`.
 */
export function failLook(folder: string): (error: unknown) => never {
  return (error) => {
    throw errnoOf(error) === 'ENOENT'
      ? refuseLocation(folder, 'vanished', error)
      : toFileError(error, folder);
  };
}

/**
 * Checks that a cache can be moved from one folder to another, without writing anything. Returns the new folder and
 * its nearest existing ancestor, links resolved. Throws `cache-location-refused` with the reason (`vanished` for a folder
 * that goes away meanwhile), or as `toFileError`, such as `permission-denied`.
 * Folders are compared by what they are, not by how they are written: links and upper case mislead nobody.
 */
export async function checkMoveTarget(
  from: string,
  to: string,
): Promise<{ readonly to: string; readonly existing: string }> {
  if (!isAbsolute(to) || to.includes('\0')) throw refuseLocation(to, 'not-absolute');
  const existing = await findExisting(resolve(to), to);
  const realExisting = await realpath(existing).catch(failLook(existing));
  const realTo = resolve(
    realExisting,
    resolve(to)
      .slice(existing.length)
      .replace(/^[/\\]+/, ''),
  );
  const info = await stat(realExisting).catch(failLook(realExisting));
  if (!info.isDirectory()) throw refuseLocation(to, 'not-a-folder');
  await access(realExisting, constants.W_OK).catch(failLook(realExisting));

  const source = await identifyFile(from);
  if (source === null) return { to: realTo, existing: realExisting };
  if (realTo === realExisting && (await identifyFile(realTo)) === source) throw refuseLocation(to, 'same');
  if ((await listAncestors(realExisting)).includes(source)) throw refuseLocation(to, 'inside');
  const target = realTo === realExisting ? await identifyFile(realTo) : null;
  if (target !== null && (await listAncestors(await realpath(from).catch(failLook(from)))).includes(target)) {
    throw refuseLocation(to, 'contains');
  }
  return { to: realTo, existing: realExisting };
}

/** Throws `disk-full` if the volume of a folder has less room than this for us. */
export async function checkFreeSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new AppError('disk-full', 'The new place has too little room for the models.', {
    details: { path: folder, neededBytes, freeBytes },
  });
}

/** The nearest folder at or above a path that exists: where free space can be asked for. Throws as `checkMoveTarget`. */
export async function findExistingFolder(path: string): Promise<string> {
  return findExisting(resolve(path), path);
}

async function findExisting(path: string, to: string): Promise<string> {
  try {
    await lstat(path);
    // A link that leads nowhere exists and cannot be a folder.
    await stat(path);
    return path;
  } catch (error) {
    const systemCode = errnoOf(error);
    const isDangling = await lstat(path).then(
      (entry) => entry.isSymbolicLink(),
      () => false,
    );
    if (systemCode === 'ENAMETOOLONG') throw refuseLocation(to, 'name-too-long', error);
    if (systemCode === 'ENOTDIR' || isDangling) throw refuseLocation(to, 'not-a-folder', error);
    if (systemCode !== 'ENOENT' || dirname(path) === path) throw toFileError(error, to);
    return findExisting(dirname(path), to);
  }
}

async function listAncestors(path: string): Promise<readonly (string | null)[]> {
  const ancestors: (string | null)[] = [];
  for (let at = path; ; at = dirname(at)) {
    ancestors.push(await identifyFile(at));
    if (dirname(at) === at) return ancestors;
  }
}
