import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';

export interface CheckDiskSpaceOptions {
  /** Folder that is written to; it need not exist yet. */
  readonly folder: string;
  readonly missingBytes: number;
  /** Free bytes of the volume; of the system by default. */
  readonly readFreeBytes?: (folder: string) => Promise<number>;
}

/** What is left free for the library, the log and the system: our choice. */
const RESERVE_BYTES = 256 * 1024 * 1024;

/** Throws `disk-full` when what is missing does not fit on the disk and leaves something over. */
export async function checkDiskSpace(options: CheckDiskSpaceOptions): Promise<void> {
  const { folder, missingBytes, readFreeBytes = readVolumeFreeBytes } = options;
  if (missingBytes === 0) return;
  const freeBytes = await readFreeBytes(folder);
  const neededBytes = missingBytes + RESERVE_BYTES;
  if (freeBytes < neededBytes) {
    throw new AppError('disk-full', 'The download does not fit on the disk.', {
      details: { path: folder, neededBytes, freeBytes, missingBytes },
    });
  }
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
