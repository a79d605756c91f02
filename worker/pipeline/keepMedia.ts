import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { getPathInside } from '../lib/getPathInside.ts';
import { PRIVATE_FOLDER } from '../lib/privateFolder.ts';
import { toFileError } from '../lib/toFileError.ts';
import { copyDurably } from '../models/cache/copyDurably.ts';

export interface KeepMediaOptions {
  readonly path: string;
  /** SHA-256 of the file, hex. */
  readonly contentHash: string;
  /** Made if it is not there; a copy in it is `COPIES/CONTENT_HASH/NAME`, as those of a browser's uploads are. */
  readonly copiesDir: string;
  readonly signal: AbortSignal;
}

/** As of uploads: enough to tell the recordings of one person apart. */
const FOLDER_DIGITS = 16;
/** The name of a copy while it is not complete. */
const UNFINISHED = '.copy.part';

/**
 * Copies a recording, so that it can be heard when the file is gone; returns the copy's path. A file that is a copy
 * already, or has one, is not copied again. The path itself is returned for a file that is being written meanwhile.
 * Throws `disk-full`, `permission-denied`, an AbortError, or the system's error; nothing partial is left then.
 */
export async function keepMedia({ path, contentHash, copiesDir, signal }: KeepMediaOptions): Promise<string> {
  if (getPathInside(copiesDir, path) !== null) return path;
  const folder = join(copiesDir, contentHash.slice(0, FOLDER_DIGITS));
  const copy = join(folder, basename(path));
  if (await isFile(copy)) return copy;
  try {
    await removeUnfinished(copiesDir);
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const part = join(folder, UNFINISHED);
    const copiedHash = await copyDurably(path, copy, { part, signal, onBytes: () => undefined });
    if (copiedHash === contentHash) return copy;
    await rm(copy, { force: true });
    return path;
  } catch (error) {
    throw toFileError(error, copiesDir);
  }
}

/** Removes what a kill has left: recordings are copied one at a time, by the one process that runs jobs. */
async function removeUnfinished(copiesDir: string): Promise<void> {
  for (const entry of await readdir(copiesDir, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await rm(join(copiesDir, entry.name, UNFINISHED), { force: true });
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
