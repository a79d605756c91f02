import type { IncomingHttpHeaders } from 'node:http';
import type { HubRequest, OriginName } from './hubRequest.ts';

/** One request and how far its answer has come. */
export interface LoggedRequest {
  readonly origin: OriginName;
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Names of the faults that were applied. */
  faults: readonly string[];
  /** 0 until the answer starts. */
  status: number;
  responseHeaders: Readonly<Record<string, string>>;
  /** Bytes of the body handed to the socket; the client may have read fewer. */
  bytesSent: number;
  /** The hash of the file the body is from, where it is one. */
  blob: string | undefined;
  /** How it went: still being answered, sent to the end of the plan, or the client left (or the hub cut it off). */
  state: 'open' | 'sent' | 'cut';
}

export interface RequestLog {
  readonly requests: readonly LoggedRequest[];
  /** All bytes of a file sent so far, over all requests, by its SHA-256 or git id. */
  bytesSentOf(blob: string): number;
  /** The first request, already logged or yet to come, that the predicate accepts; it is asked at each change. */
  waitFor(accepts: (request: LoggedRequest) => boolean): Promise<LoggedRequest>;
  clear(): void;
}

export interface WritableRequestLog extends RequestLog {
  start(request: HubRequest): LoggedRequest;
  update(entry: LoggedRequest, change: Partial<LoggedRequest>): void;
}

export function createRequestLog(): WritableRequestLog {
  const requests: LoggedRequest[] = [];
  const waiting = new Set<(entry: LoggedRequest) => void>();
  const tell = (entry: LoggedRequest): void => {
    for (const listener of [...waiting]) listener(entry);
  };
  return {
    requests,
    bytesSentOf: (blob) =>
      requests.reduce((sum, entry) => sum + (entry.blob === blob ? entry.bytesSent : 0), 0),
    waitFor(accepts) {
      const known = requests.find(accepts);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => {
        const listener = (entry: LoggedRequest): void => {
          if (!accepts(entry)) return;
          waiting.delete(listener);
          resolve(entry);
        };
        waiting.add(listener);
      });
    },
    clear() {
      requests.length = 0;
    },
    start({ origin, method, path, target, headers }) {
      const entry: LoggedRequest = {
        origin,
        method,
        path,
        target,
        headers,
        faults: [],
        status: 0,
        responseHeaders: {},
        bytesSent: 0,
        blob: undefined,
        state: 'open',
      };
      requests.push(entry);
      tell(entry);
      return entry;
    },
    update(entry, change) {
      Object.assign(entry, change);
      tell(entry);
    },
  };
}
