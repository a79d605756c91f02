import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are not there; true if it made any. Unlike Node's recursive `mkdir`, which says
 * ENOENT on a disk that cannot be written, it fails with the system's own reason.
 * @param mode of those that are made, less the umask; for everybody to read if left out. Windows knows none.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<boolean> {
  try {
    return await makeOne(path, mode);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    // Once more and no more: some file systems, such as /proc, say the same of a folder that is there.
    await makeOne(path, mode);
    return true;
  }
}

async function makeOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    // Not by the code alone: a file may be in the way, and a root answers EISDIR or EPERM.
    const isFolder = await stat(path).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    if (isFolder) return false;
    throw error;
  }
}
