import { statfs } from 'node:fs/promises';
import { findExistingFolder } from './moveTarget.ts';

/** Free bytes of the volume that a folder is on or would be made on; null where nothing tells. */
export async function readFreeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(await findExistingFolder(path));
    return bavail * bsize;
  } catch {
    return null;
  }
}
