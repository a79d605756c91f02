import { describe, expect, it } from 'vitest';
import { toHubError } from './hubError.ts';
import { RetryableError } from './retryableError.ts';

const url = new URL('https://hub.example/org/name/resolve/main/a');
const subject = { repository: 'org/name', revision: 'main', file: 'a' };

const toError = (status: number, headers: Record<string, string> = {}) =>
  toHubError({ url, status, headers: new Headers(headers) }, subject);

describe('toHubError', () => {
  it.each<[number, Record<string, string>, string, string]>([
    [404, { 'x-error-code': 'RepoNotFound' }, 'hub-not-found', 'repository'],
    [404, { 'x-error-code': 'RevisionNotFound' }, 'hub-not-found', 'revision'],
    [404, { 'x-error-code': 'EntryNotFound' }, 'hub-not-found', 'file'],
    [404, {}, 'hub-not-found', 'unknown'],
    [401, { 'x-error-code': 'RepoNotFound' }, 'hub-not-found', 'repository'],
    [401, { 'x-error-code': 'GatedRepo' }, 'hub-access-denied', 'login'],
    [403, { 'x-error-code': 'GatedRepo' }, 'hub-access-denied', 'terms'],
    [401, {}, 'hub-not-found', 'missing-or-private'],
    [
      401,
      { 'x-error-message': 'Invalid credentials in Authorization header' },
      'hub-access-denied',
      'bad-token',
    ],
    [403, { 'x-error-message': 'Access to this resource is disabled.' }, 'hub-access-denied', 'disabled'],
    [403, {}, 'hub-access-denied', 'refused'],
    [407, {}, 'network-unreachable', 'proxy'],
    [418, {}, 'network-unreachable', 'unexpected-answer'],
  ])('takes %d with %j for %s (%s), which does not pass', (status, headers, code, reason) => {
    const error = toError(status, headers);
    expect(error).not.toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code, details: { ...subject, reason, status, host: 'hub.example' } });
  });

  it('takes overload and server errors for something that may pass, after the time asked for', () => {
    const limited = toError(429, { ratelimit: '"api";r=0;t=4' });
    expect(limited).toBeInstanceOf(RetryableError);
    expect(limited).toMatchObject({ code: 'hub-rate-limited', waitMs: 5000 });
    for (const status of [408, 500, 502, 503, 504]) {
      const error = toError(status, { 'retry-after': '3' });
      expect(error).toBeInstanceOf(RetryableError);
      expect(error).toMatchObject({ code: 'network-unreachable', waitMs: 3000 });
    }
  });

  it('keeps the id by which the hub finds the request', () => {
    expect(toError(404, { 'x-request-id': 'Root=1-abc' }).details).toMatchObject({
      requestId: 'Root=1-abc',
    });
  });
});
