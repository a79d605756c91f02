/** The part of a request that is looked at; header values as they came, one entry for each line. */
export interface GuardedRequest {
  readonly method: string;
  /** The request target: path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly isUpgrade: boolean;
}

export type Refusal = 'malformed' | 'foreign-host' | 'foreign-origin';

/** More than any address of ours; a name of 255 bytes takes three characters for each. */
const MAX_TARGET_LENGTH = 2048;
const HTTP_PORT = 80;

/**
 * Decides before routing whether a request may come from our page or from the person; null if it may. It keeps out the
 * pages of other sites that a browser on this computer shows: those that reach this server under a name of their own
 * (DNS rebinding), by `Host`; those that send to its address, by `Origin` and `Sec-Fetch-Site`, which pages cannot
 * forge. Other programs on this computer can send any header: what they lack is the token.
 */
export function refuseRequest(request: GuardedRequest, port: number): Refusal | null {
  const { method, target, headers, isUpgrade } = request;
  if (!target.startsWith('/') || target.length > MAX_TARGET_LENGTH) return 'malformed';
  const host = single(headers['host']);
  if (host === null || !isOurHost(host, port)) return 'foreign-host';
  const isReading = (method === 'GET' || method === 'HEAD') && !isUpgrade;
  // Browsers leave `Origin` out of plain reading only.
  if (headers['origin'] !== undefined || !isReading) {
    if (single(headers['origin']) !== `http://${host}`) return 'foreign-origin';
  }
  return isFromHere(headers) ? null : 'foreign-origin';
}

/** Browsers leave the port of the scheme out. */
function isOurHost(host: string, port: number): boolean {
  const ports = port === HTTP_PORT ? ['', `:${port}`] : [`:${port}`];
  return ports.some((end) => host === `127.0.0.1${end}` || host === `localhost${end}`);
}

/** A link on another site may lead here; nothing else of it may. Programs other than browsers send none of this. */
function isFromHere(headers: GuardedRequest['headers']): boolean {
  const site = headers['sec-fetch-site']?.[0] ?? 'none';
  if (site === 'same-origin' || site === 'none') return true;
  return headers['sec-fetch-mode']?.[0] === 'navigate' && headers['sec-fetch-dest']?.[0] === 'document';
}

/** The value of a header that came exactly once. */
function single(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}
