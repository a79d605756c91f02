import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: not to be guessed, and short enough for a link. */
const TOKEN_BYTES = 32;

export function createAccessToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Compares in a time that says nothing about where, or in how many characters, the two differ. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
