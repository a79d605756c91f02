import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bytesInMemory, readAll } from './byteSource.ts';
import type { HubRequest } from './hubRequest.ts';
import { getHeader, type HeaderList, type ResponsePlan, setHeader } from './responsePlan.ts';
import type { TestClock } from './testClock.ts';

/** What every answer of the hub itself carries, on top of its rate limit. */
export function withHubHeaders(plan: ResponsePlan, rateLimit: HeaderList): ResponsePlan {
  return {
    ...plan,
    headers: [
      ...plan.headers,
      ['X-Powered-By', 'huggingface-moon'],
      ['X-Request-Id', `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`],
      ['Cross-Origin-Opener-Policy', 'same-origin'],
      ['Access-Control-Expose-Headers', EXPOSED_HEADERS],
      ...rateLimit,
    ],
  };
}

const EXPOSED_HEADERS =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,' +
  'X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

/** The time of an answer is that of the hub's clock: `Retry-After` dates are measured against it. */
export function withDate(plan: ResponsePlan, clock: TestClock): ResponsePlan {
  if (getHeader(plan.headers, 'Date') !== undefined) return plan;
  return { ...plan, headers: setHeader(plan.headers, 'Date', new Date(clock.now()).toUTCString()) };
}

/** The edge compresses text for whoever accepts it, which costs the answer its length and weakens its validator. */
export function withEncoding(plan: ResponsePlan, request: HubRequest): ResponsePlan {
  const type = getHeader(plan.headers, 'Content-Type') ?? '';
  const accepted = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  return plan.status === 200 && accepted && /^(text|application\/json)/.test(type) ? gzipped(plan) : plan;
}

export function gzipped(plan: ResponsePlan): ResponsePlan {
  if (plan.body === undefined || plan.body.size === 0) return plan;
  const etag = getHeader(plan.headers, 'ETag');
  const headers = setHeader(plan.headers, 'Content-Encoding', 'gzip');
  return {
    ...plan,
    headers: etag === undefined ? headers : setHeader(headers, 'ETag', `W/${etag.replace(/^W\//, '')}`),
    body: bytesInMemory(gzipSync(readAll(plan.body))),
    framing: plan.framing ?? 'chunked',
  };
}
