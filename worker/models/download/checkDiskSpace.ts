import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { blobPath, partialPath, snapshotPath } from '../cache/cacheLayout.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';

export interface CheckDiskSpaceOptions {
  readonly repoFolder: string;
  readonly commit: string;
  readonly files: readonly RepositoryFile[];
  readonly installationTag: string;
  /** Free bytes of the volume; of the system by default. */
  readonly readFreeBytes?: (folder: string) => Promise<number>;
}

/** What is left free for the library, the log and the system: our choice. */
const RESERVE_BYTES = 256 * 1024 * 1024;

/**
 * Throws `disk-full` when what is missing does not fit on the disk and leaves something over. Goes by sizes alone.
 * @returns the bytes that are missing.
 */
export async function checkDiskSpace(options: CheckDiskSpaceOptions): Promise<number> {
  const { repoFolder, commit, files, installationTag, readFreeBytes = readVolumeFreeBytes } = options;
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
  const missingBytes = missing.reduce((sum, bytes) => sum + bytes, 0);
  if (missingBytes === 0) return 0;
  const freeBytes = await readFreeBytes(repoFolder);
  const neededBytes = missingBytes + RESERVE_BYTES;
  if (freeBytes < neededBytes) {
    throw new AppError('disk-full', 'The download does not fit on the disk.', {
      details: { path: repoFolder, neededBytes, freeBytes, missingBytes },
    });
  }
  return missingBytes;
}

/** Of the volume on which the folder is, or would be if it were made. */
async function readVolumeFreeBytes(folder: string): Promise<number> {
  for (let existing = folder; ; existing = dirname(existing)) {
    try {
      const { bavail, bsize } = await statfs(existing);
      return bavail * bsize;
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing || existing === dirname(existing)) throw toFileError(error, folder);
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
