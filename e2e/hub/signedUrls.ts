import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TestClock } from './testClock.ts';

export interface SignedUrls {
  /** A URL for this path that is different each time and valid for a while. */
  sign(base: string, path: string, parameters: Readonly<Record<string, string>>): string;
  verify(path: string, query: URLSearchParams): boolean;
}

/** Query-signed URLs as CDNs make them: `Expires` in Unix seconds, a policy that differs each time, a signature. */
export function createSignedUrls(clock: TestClock, lifetimeSeconds: number): SignedUrls {
  const secret = randomBytes(32);
  const signatureOf = (path: string, policy: string, expires: string): string =>
    createHmac('sha256', secret).update(`${path}\n${policy}\n${expires}`).digest('base64url');
  return {
    sign(base, path, parameters) {
      const expires = String(Math.floor(clock.now() / 1000) + lifetimeSeconds);
      const policy = randomBytes(24).toString('base64url');
      const query = new URLSearchParams({
        ...parameters,
        Expires: expires,
        Policy: policy,
        Signature: signatureOf(path, policy, expires),
        'Key-Pair-Id': 'KTESTHUB',
      });
      return `${base}${path}?${query.toString()}`;
    },
    verify(path, query) {
      const expires = query.get('Expires') ?? '';
      const expected = Buffer.from(signatureOf(path, query.get('Policy') ?? '', expires));
      const given = Buffer.from(query.get('Signature') ?? '');
      return (
        given.length === expected.length &&
        timingSafeEqual(given, expected) &&
        clock.now() < Number(expires) * 1000
      );
    },
  };
}
