import { stat } from 'node:fs/promises';
import { blobPath, partialPath, snapshotPath } from '../cache/cacheLayout.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';

export interface MeasureMissingBytesOptions {
  readonly repoFolder: string;
  readonly commit: string;
  readonly files: readonly RepositoryFile[];
  readonly installationTag: string;
}

/**
 * How many bytes of the files are still to come: those of files that are there, under any commit, and of partial downloads
 * are not. Content that two files share counts once. Goes by sizes alone.
 */
export async function measureMissingBytes(options: MeasureMissingBytesOptions): Promise<number> {
  const { repoFolder, commit, files, installationTag } = options;
  const missingOf = async ({ path, etag, sizeBytes }: RepositoryFile): Promise<number> => {
    const present = [snapshotPath(repoFolder, commit, path)];
    if (etag !== null) present.push(blobPath(repoFolder, etag));
    for (const candidate of present) {
      if ((await sizeOf(candidate)) === sizeBytes) return 0;
    }
    const partialBytes = etag === null ? 0 : await sizeOf(partialPath(repoFolder, etag, installationTag));
    return Math.max(0, sizeBytes - partialBytes);
  };
  const distinct = new Map(files.map((file) => [file.etag ?? file.path, file]));
  const missing = await Promise.all([...distinct.values()].map(missingOf));
  return missing.reduce((sum, bytes) => sum + bytes, 0);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
