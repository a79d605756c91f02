import type { IncomingHttpHeaders } from 'node:http';

export type OriginName = 'hub' | 'cdn' | 'stranger';

export interface HubRequest {
  readonly origin: OriginName;
  readonly method: string;
  /** Path and query as they were sent, not decoded. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The bearer token of a request, if it sent one. */
export function bearerToken(request: HubRequest): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
