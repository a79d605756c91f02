import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { createAbortError } from '../../contract/index.ts';
import type { Environment } from '../cache/cacheLocation.ts';
import { readBody, type BodyLimits } from './readBody.ts';
import { readInBulk } from './readInBulk.ts';
import { createReceiveMemory, type ReceiveMemory } from './receiveMemory.ts';
import { toRequestError } from './requestError.ts';
import { RetryableError } from './retryableError.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  /** The bytes as they were sent, not decoded; iterated at most once. Ends early only with an error. */
  readonly body: AsyncIterable<Buffer>;
  /** Ends the answer when its body is not wanted. */
  discard(): void;
}

export interface HttpTransport {
  /** Sends one request and follows nothing. Rejects with an AppError, `RetryableError` where that makes sense. */
  request(request: HttpRequest): Promise<HttpResponse>;
  close(): void;
}

export interface HttpLimits extends BodyLimits {
  /** Until the connection stands, name look-up, proxy and TLS included. */
  readonly connectMs: number;
  /** From then until the headers of the answer. */
  readonly headersMs: number;
}

export interface HttpTransportOptions {
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case, as Node's agents read them. */
  readonly environment: Environment;
  readonly limits?: Partial<HttpLimits>;
  /** Where pieces of large bodies come from: whoever has no more use for one may give it back. */
  readonly memory?: ReceiveMemory;
}

/** Section 2.6 of the download specification. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  idleMs: 30_000,
  floorBytesPerSecond: 1024,
  floorWindowMs: 60_000,
};

/**
 * HTTP over Node's own client and not over `fetch`, which follows redirects by itself or hides where they lead, decodes
 * bodies, and has no proxy that can be set for one user of it.
 */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { environment, limits, memory = createReceiveMemory() } = options;
  const allLimits = { ...DEFAULT_HTTP_LIMITS, ...limits };
  const agentOptions = { keepAlive: true, proxyEnv: { ...environment } };
  const httpAgent = readInBulk(new http.Agent(agentOptions));
  let httpsAgent: https.Agent | null = null;
  const getAgent = ({ protocol }: URL): http.Agent => {
    if (protocol === 'http:') return httpAgent;
    httpsAgent ??= readInBulk(new https.Agent({ ...agentOptions, secureContext: createSecureContext() }));
    return httpsAgent;
  };
  return {
    request: (request) => send(request, getAgent(request.url), allLimits, memory),
    close() {
      httpAgent.destroy();
      httpsAgent?.destroy();
    },
  };
}

/** Trusts what Node trusts and what the system does, as a company's own authority is known to the system only. */
function createSecureContext(): tls.SecureContext {
  const trusted = [tls.getCACertificates('default'), tls.getCACertificates('system')].flat();
  return tls.createSecureContext({ ca: [...new Set(trusted)] });
}

function send(
  request: HttpRequest,
  agent: http.Agent,
  limits: HttpLimits,
  memory: ReceiveMemory,
): Promise<HttpResponse> {
  const { url, method, headers, signal } = request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(createAbortError());
      return;
    }
    const { request: open } = url.protocol === 'http:' ? http : https;
    const outgoing = open(url, { method, headers, agent, signal });
    const expire = (what: string) => () => {
      const details = { host: url.host, reason: 'timeout' };
      outgoing.destroy(new RetryableError('network-unreachable', `Timeout: ${what}.`, { details }));
    };
    let timer = setTimeout(expire('no connection'), limits.connectMs);
    const onConnected = () => {
      clearTimeout(timer);
      timer = setTimeout(expire('no answer'), limits.headersMs);
    };
    outgoing.once('socket', (socket) => {
      if (socket.connecting) socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', onConnected);
      else onConnected();
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(toRequestError(error, url, signal));
    });
    outgoing.once('response', (incoming) => {
      clearTimeout(timer);
      resolve({
        url,
        status: incoming.statusCode ?? 0,
        headers: toHeaders(incoming.rawHeaders),
        body: readBody(incoming, { url, signal, limits, memory }),
        discard: () => incoming.destroy(),
      });
    });
    outgoing.end();
  });
}

function toHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
}
