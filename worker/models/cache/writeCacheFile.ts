import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../lib/makeFolder.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { privatePath } from './cacheLayout.ts';

/**
 * Replaces a small file of a repository (a ref, a tree) atomically and durably. It is made in the private folder: every
 * file below `refs/` is read as a ref, a leftover too. Throws `permission-denied`, `disk-full` or the system's error.
 */
export async function writeCacheFile(repoFolder: string, path: string, content: string): Promise<void> {
  const temporary = privatePath(repoFolder, 'files', randomUUID());
  try {
    await makeFolder(dirname(temporary));
    await makeFolder(dirname(path));
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await renameReplacing(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw toFileError(error, path);
  }
}
