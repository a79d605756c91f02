import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { toFileError } from '../../lib/toFileError.ts';
import { parseRepoFolderName } from '../../models/cache/cacheLayout.ts';
import { errnoOf } from '../../models/cache/errnoOf.ts';
import { refuseLocation } from '../../models/cache/moveTarget.ts';

/** What may lie in the root of a hub cache besides repositories. */
const ROOT_NAMES: ReadonlySet<string> = new Set([
  '.locks',
  // `huggingface_hub` 1.33: contents that repositories share.
  'blobs',
  'CACHEDIR.TAG',
  'version.txt',
  '.DS_Store',
  'Thumbs.db',
  'desktop.ini',
]);

/**
 * Checks that a folder can become the cache as it is: one that holds a hub cache, or nothing. It may be read-only: its models
 * can be used, and none be downloaded to it. Writes nothing. Returns the folder, links resolved. Throws
 * `cache-location-refused` with the reason, or `permission-denied`.
 */
export async function checkAdoption(folder: string): Promise<string> {
  if (!isAbsolute(folder) || folder.includes('\0')) throw refuseLocation(folder, 'not-absolute');
  try {
    const path = await realpath(resolve(folder));
    if (!(await stat(path)).isDirectory()) throw refuseLocation(folder, 'not-a-folder');
    const names = await readdir(path);
    const holdsRepository = names.some((name) => parseRepoFolderName(name) !== null);
    const isOnlyCache = names.every((name) => ROOT_NAMES.has(name));
    if (!holdsRepository && !isOnlyCache) throw refuseLocation(folder, 'not-a-cache');
    return path;
  } catch (error) {
    const systemCode = errnoOf(error);
    if (systemCode === 'ENAMETOOLONG') throw refuseLocation(folder, 'name-too-long', error);
    if (systemCode === 'ENOTDIR') throw refuseLocation(folder, 'not-a-folder', error);
    if (systemCode !== 'ENOENT' && systemCode !== 'ELOOP') throw toFileError(error, folder);
    const isDangling = await lstat(resolve(folder)).then(
      () => true,
      () => false,
    );
    throw refuseLocation(folder, isDangling ? 'not-a-folder' : 'missing', error);
  }
}
