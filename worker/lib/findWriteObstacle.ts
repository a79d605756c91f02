import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export type WriteObstacle = 'is-folder' | 'not-a-file' | 'exists' | 'no-folder';

/**
 * Why a file that a person names cannot be put there by a rename; null if it can, as far as a look tells. What another
 * program makes of the place afterwards is not seen.
 */
export async function findWriteObstacle(path: string, overwrite: boolean): Promise<WriteObstacle | null> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isDirectory() === true) return 'is-folder';
  // A device or a pipe would be replaced by a file of its name, for every program on the computer.
  if (entry?.isFile() === false) return 'not-a-file';
  if (entry !== null && !overwrite) return 'exists';
  const folder = await stat(dirname(path)).catch(() => null);
  return folder?.isDirectory() === true ? null : 'no-folder';
}
