import { randomUUID } from 'node:crypto';
import { AppError, createAbortError } from '../../contract/index.ts';
import type { EgressLedger, RequestPurpose } from './egressLedger.ts';
import type { HttpResponse, HttpTransport } from './httpTransport.ts';
import { isLoopback } from './isLoopback.ts';
import { createRateLimitGate, type RateLimitGate } from './rateLimit.ts';

export interface HubRequest {
  readonly url: URL;
  readonly purpose: RequestPurpose;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is no redirect, and what the hub said on the way to it. */
export interface HubAnswer extends HttpResponse {
  /** Headers of each answer that came from the hub itself, the redirects included. */
  readonly endpointHeaders: readonly Headers[];
}

export interface HubClient {
  readonly endpoint: URL;
  /** Address of a path below the endpoint; the path begins with `/` and is encoded. */
  toUrl(path: string): URL;
  isEndpoint(url: URL): boolean;
  /**
   * GET, with redirects followed by hand. The token goes to the endpoint's origin only. Waits while the endpoint wants
   * no requests. Any status is an answer. Rejects with `offline`, `network-unreachable` or an AbortError.
   */
  get(request: HubRequest): Promise<HubAnswer>;
}

export interface HubClientOptions {
  readonly endpoint: URL;
  readonly token: string | null;
  readonly appVersion: string;
  readonly transport: HttpTransport;
  readonly ledger: EgressLedger;
  /** Asked before every request. */
  readonly isOffline: () => boolean;
  readonly gate?: RateLimitGate;
}

const REDIRECT_STATUS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Section 2.6, step 7 of the download specification. */
const MAX_REDIRECTS = 10;

export function createHubClient(options: HubClientOptions): HubClient {
  const { endpoint, gate = createRateLimitGate() } = options;
  const isEndpoint = (url: URL) => url.origin === endpoint.origin;
  return {
    endpoint,
    toUrl: (path) => new URL(`${endpoint.href.replace(/\/+$/, '')}${path}`),
    isEndpoint,
    async get(request) {
      const endpointHeaders: Headers[] = [];
      const visited = new Set<string>();
      for (let url = request.url; ;) {
        visited.add(url.href);
        if (isEndpoint(url)) await gate.pass(request.signal);
        const response = await sendOnce(url, request, options);
        if (isEndpoint(url)) {
          gate.observe(response.status, response.headers);
          endpointHeaders.push(response.headers);
        }
        if (!REDIRECT_STATUS.has(response.status)) return { ...response, endpointHeaders };
        response.discard();
        url = resolveRedirect(response, endpoint);
        if (visited.has(url.href) || visited.size > MAX_REDIRECTS) throw refuseRedirect(url, 'loop');
      }
    },
  };
}

async function sendOnce(url: URL, request: HubRequest, options: HubClientOptions): Promise<HttpResponse> {
  const { endpoint, token, appVersion, transport, ledger, isOffline } = options;
  const { purpose, signal } = request;
  if (signal.aborted) throw createAbortError();
  if (isOffline()) {
    throw new AppError('offline', 'Offline mode is on.', { details: { host: url.host, purpose } });
  }
  const isOwn = url.origin === endpoint.origin;
  const headers = {
    ...request.headers,
    // A file must arrive as it is hashed, and a length must be that of the file.
    'Accept-Encoding': 'identity',
    'User-Agent': `earshot/${appVersion}`,
    ...(isOwn ? { 'X-Amzn-Trace-Id': randomUUID() } : {}),
    ...(isOwn && token !== null ? { Authorization: `Bearer ${token}` } : {}),
  };
  const end = ledger.begin({ host: url.host, purpose, method: 'GET' });
  try {
    const response = await transport.request({ url, method: 'GET', headers, signal });
    return countBody(response, (receivedBytes) => {
      end({ status: response.status, receivedBytes });
    });
  } catch (error) {
    end({ status: null, receivedBytes: 0 });
    throw error;
  }
}

/** Calls `onEnd` once, with the bytes that came, when the body ends, fails or is given up. */
function countBody(response: HttpResponse, onEnd: (receivedBytes: number) => void): HttpResponse {
  let receivedBytes = 0;
  let hasEnded = false;
  const end = () => {
    if (!hasEnded) onEnd(receivedBytes);
    hasEnded = true;
  };
  async function* count() {
    try {
      for await (const piece of response.body) {
        receivedBytes += piece.length;
        yield piece;
      }
    } finally {
      end();
    }
  }
  return {
    ...response,
    body: count(),
    discard() {
      response.discard();
      end();
    },
  };
}

/** Where a redirect leads: https, or http on this computer when the endpoint is that as well. */
function resolveRedirect({ url, headers }: HttpResponse, endpoint: URL): URL {
  const location = headers.get('location');
  if (location === null || !URL.canParse(location, url.href)) throw refuseRedirect(url, 'nowhere');
  const target = new URL(location, url);
  const isLocal = target.protocol === 'http:' && endpoint.protocol === 'http:' && isLoopback(target);
  if (target.protocol !== 'https:' && !isLocal) throw refuseRedirect(target, 'not-https');
  if (target.username !== '' || target.password !== '') throw refuseRedirect(target, 'credentials');
  return target;
}

function refuseRedirect(url: URL, redirect: string): AppError {
  return new AppError('network-unreachable', `A redirect was not followed: ${redirect}.`, {
    details: { host: url.host, reason: 'redirect', redirect },
  });
}
