import { createHash, type Hash } from 'node:crypto';

/**
 * The hash whose hex digest names a blob: SHA-256 of the content for an etag of 64 digits, for one of 40 the SHA-1 by
 * which git names it, which begins with the size. (Here alone, so that the content thread loads nothing else.)
 */
export function createContentHash(etag: string, sizeBytes: number): Hash {
  if (etag.length === 64) return createHash('sha256');
  return createHash('sha1').update(`blob ${sizeBytes}\0`);
}
