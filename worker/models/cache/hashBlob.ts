import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { createAbortError } from '../../contract/index.ts';

/** How the hub names content: large files by SHA-256, the others as git names its blobs. */
export type BlobHash = 'sha256' | 'git-sha1';

export interface HashBlobOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes of each piece that was read. */
  readonly onBytes?: (bytes: number) => void;
}

export interface HashedBlob {
  readonly hash: string;
  /** Of the file that was read, before it was read. */
  readonly info: Stats;
}

/** Our choice: calls of a few milliseconds at the speed of a hash, and little memory. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** The hash that a blob of this name must have; null for a name that is none. */
export function blobHashOf(etag: string): BlobHash | null {
  if (/^[0-9a-f]{64}$/.test(etag)) return 'sha256';
  return /^[0-9a-f]{40}$/.test(etag) ? 'git-sha1' : null;
}

/** Starts a hash over content of a known size: git puts the size first. */
export function createBlobHash(kind: BlobHash, sizeBytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}

/** Hashes a file piece by piece. Throws an AbortError, or the system's error. */
export async function hashBlob(
  path: string,
  kind: BlobHash,
  { signal, onBytes }: HashBlobOptions = {},
): Promise<HashedBlob> {
  const file = await open(path, 'r');
  try {
    const info = await file.stat();
    const hash = createBlobHash(kind, info.size);
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, info.size + 1));
    for (;;) {
      if (signal?.aborted === true) throw createAbortError();
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, null);
      if (bytesRead === 0) return { hash: hash.digest('hex'), info };
      hash.update(piece.subarray(0, bytesRead));
      onBytes?.(bytesRead);
    }
  } finally {
    await file.close();
  }
}
