import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AppError, createAbortError, type AbortSignalLike } from '../contract/index.ts';
import { readPieces } from '../lib/readPieces.ts';
import { fileError, unreadableError } from './mediaError.ts';

export interface FileHash {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * SHA-256 of a file, read in pieces. Throws `media-missing`, `permission-denied`, `media-unreadable` (`directory`,
 * `not-a-file`, `read-failed`), or an AbortError.
 */
export async function hashFile(path: string, signal: AbortSignalLike): Promise<FileHash> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw unreadableError(path, 'directory');
    if (!info.isFile()) throw unreadableError(path, 'not-a-file');
    for await (const piece of readPieces(path)) {
      if (signal.aborted) throw createAbortError();
      hash.update(piece);
      sizeBytes += piece.byteLength;
    }
  } catch (error) {
    if (signal.aborted) throw createAbortError();
    throw error instanceof AppError ? error : fileError(path, error);
  }
  if (signal.aborted) throw createAbortError();
  return { sha256: hash.digest('hex'), sizeBytes };
}
