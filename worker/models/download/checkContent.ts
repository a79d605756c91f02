import { stat } from 'node:fs/promises';
import { createContentHash } from './contentHash.ts';
import { hashFile } from './hashFile.ts';
import type { VerifiedBlobs } from './verifiedBlobs.ts';

export interface CheckContentOptions {
  /** A blob, or a file of a snapshot. */
  readonly path: string;
  readonly repoFolder: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly verified: VerifiedBlobs;
  readonly signal: AbortSignal;
}

/**
 * Whether a file is there and is what its hash says: by the record of an earlier check, else by reading all of it.
 * Links are followed. Throws an AbortError, or the system's error when it cannot be read.
 */
export async function checkContent(options: CheckContentOptions): Promise<'missing' | 'wrong' | 'right'> {
  const { path, repoFolder, etag, sizeBytes, verified, signal } = options;
  const entry = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return null;
    }
    throw error;
  });
  if (entry === null) return 'missing';
  if (!entry.isFile() || entry.size !== sizeBytes) return 'wrong';
  const blob = { repoFolder, etag, sizeBytes, changedAtMs: entry.mtimeMs, inode: entry.ino };
  if (await verified.has(blob)) return 'right';
  const hash = createContentHash(etag, sizeBytes);
  await hashFile(path, { hash, signal });
  if (hash.digest('hex') !== etag) return 'wrong';
  await verified.add(blob);
  return 'right';
}
