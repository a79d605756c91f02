import type { Hash } from 'node:crypto';
import { createAbortError } from '../../contract/index.ts';
import { readPieces } from '../../lib/readPieces.ts';

export interface HashFileOptions {
  readonly hash: Hash;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** Feeds a file to a hash. Throws the system's error, or an AbortError. */
export async function hashFile(path: string, { hash, signal, onBytes }: HashFileOptions): Promise<void> {
  for await (const piece of readPieces(path)) {
    if (signal.aborted) throw createAbortError();
    hash.update(piece);
    onBytes?.(piece.length);
  }
}
