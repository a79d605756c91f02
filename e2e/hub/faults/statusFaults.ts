import { bytesInMemory } from '../byteSource.ts';
import type { Fault } from '../fault.ts';
import { type HeaderList, type ResponsePlan, setHeader, textPlan } from '../responsePlan.ts';
import { cdnForbidden } from '../routes/answerCdn.ts';
import type { TestClock } from '../testClock.ts';

/** How a server says when to come back. `rateLimit` is the hub's own way; `date` is measured by the hub's clock. */
export type WaitForm = 'rateLimit' | 'seconds' | 'date' | 'absent';

/** Answers that are not what was asked for (rows 10, 14, 15 and 25). */
export const statusFaults = {
  /** 429, or with `status` another: 503 is the usual one. */
  tooManyRequests: (
    options: { readonly wait?: WaitForm; readonly seconds?: number; readonly status?: 429 | 503 } = {},
  ): Fault => {
    const { wait = 'rateLimit', seconds = 1, status = 429 } = options;
    return {
      name: 'tooManyRequests',
      instead: ({ path }, { clock }) =>
        textPlan(status, 'Try again later.', waitHeaders(wait, seconds, path, clock)),
    };
  },

  /** Any status with any headers and text. */
  status: ({
    status,
    headers = [],
    text = '',
  }: {
    readonly status: number;
    readonly headers?: HeaderList;
    readonly text?: string;
  }): Fault => ({ name: 'status', instead: () => textPlan(status, text, headers) }),

  /** One header of the answer set, or with `undefined` left out. */
  header: ({ name, value }: { readonly name: string; readonly value: string | undefined }): Fault => ({
    name: 'header',
    onPlan: (plan) => ({ ...plan, headers: setHeader(plan.headers, name, value) }),
  }),

  /** The final answer looks as if it were cached at the edge, which makes some clients send it their token. */
  cloudfrontHit: (): Fault => ({
    name: 'cloudfrontHit',
    onPlan: (plan) => ({ ...plan, headers: setHeader(plan.headers, 'X-Cache', 'Hit from cloudfront') }),
  }),

  /** The CDN takes the signature for expired. */
  expiredSignature: (): Fault => ({
    name: 'expiredSignature',
    instead: ({ origin }) => (origin === 'cdn' ? cdnForbidden() : undefined),
  }),

  /** The CDN refuses every request for a range, and serves the whole file. */
  rangeRefused: (): Fault => ({
    name: 'rangeRefused',
    untilRemoved: true,
    instead: ({ headers }) => (headers.range === undefined ? undefined : cdnForbidden()),
  }),

  /** A page of HTML with the status of success, as networks with a login page send for anything. */
  captivePortal: (): Fault => ({
    name: 'captivePortal',
    instead: () => htmlPlan(200, '<html><title>Welcome to the hotel</title>Please accept our terms.</html>'),
  }),

  /** An error from something in front of the hub: HTML, and none of the hub's headers. */
  htmlError: ({ status = 502 }: { readonly status?: number } = {}): Fault => ({
    name: 'htmlError',
    instead: () => htmlPlan(status, `<html><h1>${status}</h1></html>`),
  }),

  /** A proxy on the way wants credentials. */
  proxyAuthentication: (): Fault => ({
    name: 'proxyAuthentication',
    instead: () => textPlan(407, '', [['Proxy-Authenticate', 'Basic realm="proxy"']]),
  }),
} as const;

function waitHeaders(wait: WaitForm, seconds: number, path: string, clock: TestClock): HeaderList {
  switch (wait) {
    case 'rateLimit': {
      const bucket = path.includes('/resolve') ? 'resolvers' : 'api';
      return [
        ['RateLimit', `"${bucket}";r=0;t=${seconds}`],
        ['RateLimit-Policy', `"fixed window";"${bucket}";q=3000;w=300`],
      ];
    }
    case 'seconds':
      return [['Retry-After', String(seconds)]];
    case 'date': {
      const now = clock.now();
      return [
        ['Date', new Date(now).toUTCString()],
        ['Retry-After', new Date(now + seconds * 1000).toUTCString()],
      ];
    }
    case 'absent':
      return [];
  }
}

function htmlPlan(status: number, html: string): ResponsePlan {
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8']], body: bytesInMemory(html) };
}
