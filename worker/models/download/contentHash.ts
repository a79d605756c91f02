import { createHash, type Hash } from 'node:crypto';
import { createAbortError } from '../../contract/index.ts';
import { readPieces } from '../../lib/readPieces.ts';

/**
 * The hash whose hex digest names a blob: SHA-256 of the content for an etag of 64 digits, for one of 40 the SHA-1 by
 * which git names it, which begins with the size.
 */
export function createContentHash(etag: string, sizeBytes: number): Hash {
  if (etag.length === 64) return createHash('sha256');
  return createHash('sha1').update(`blob ${sizeBytes}\0`);
}

export interface HashFileOptions {
  readonly hash: Hash;
  readonly signal: AbortSignal;
  /** Bytes from the start that are hashed; all of them by default. */
  readonly endBytes?: number;
  readonly onBytes?: (bytes: number) => void;
}

/** Feeds a file to a hash, or its first bytes. Throws the system's error, or an AbortError. */
export async function hashFile(
  path: string,
  { hash, signal, endBytes, onBytes }: HashFileOptions,
): Promise<void> {
  for await (const piece of readPieces(path, endBytes)) {
    if (signal.aborted) throw createAbortError();
    hash.update(piece);
    onBytes?.(piece.length);
  }
}
