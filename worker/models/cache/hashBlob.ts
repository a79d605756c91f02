import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createContentHash } from '../download/contentHash.ts';
import { hashFile } from '../download/hashFile.ts';

export interface HashBlobOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes of each piece that was read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Hashes a file in the way that an etag was made: the result equals the etag if the content is right. SHA-256 for null.
 * Throws an AbortError, or the system's error.
 */
export async function hashBlob(
  path: string,
  etag: string | null,
  { signal = new AbortController().signal, onBytes }: HashBlobOptions = {},
): Promise<string> {
  const { size } = await stat(path);
  const hash = etag === null ? createHash('sha256') : createContentHash(etag, size);
  await hashFile(path, { hash, signal, ...(onBytes ? { onBytes } : {}) });
  return hash.digest('hex');
}
