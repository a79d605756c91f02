import { stat } from 'node:fs/promises';
import { snapshotPath } from '../cache/cacheLayout.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';

/** Files that are not in a snapshot, or not with their size. Goes by the names and sizes alone. */
export async function findMissingFiles(
  repoFolder: string,
  commit: string,
  files: readonly RepositoryFile[],
): Promise<readonly RepositoryFile[]> {
  const isThere = await Promise.all(
    files.map(({ path, sizeBytes }) =>
      stat(snapshotPath(repoFolder, commit, path)).then(
        (entry) => entry.isFile() && entry.size === sizeBytes,
        () => false,
      ),
    ),
  );
  return files.filter((_file, index) => isThere[index] === false);
}
