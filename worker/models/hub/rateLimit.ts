import { sleepAbortably, type Sleep } from './retryPlan.ts';

/** Limits of the hub are counted in windows of five minutes (hub documentation, "Rate limits"). */
const LONGEST_WAIT_MS = 301_000;
const MS_PER_SECOND = 1000;

/** One for each endpoint: what one answer says about waiting holds for every request. */
export interface RateLimitGate {
  /** Waits until requests are welcome. */
  pass(signal: AbortSignal): Promise<void>;
  /** Takes note of what an answer says about the limit. */
  observe(status: number, headers: Headers): void;
}

export interface RateLimitGateOptions {
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

export function createRateLimitGate({
  now = () => performance.now(),
  sleep = sleepAbortably,
}: RateLimitGateOptions = {}): RateLimitGate {
  let openAtMs = -Infinity;
  return {
    async pass(signal) {
      // While one waits, another answer may ask for more.
      for (let waitMs = openAtMs - now(); waitMs > 0; waitMs = openAtMs - now()) await sleep(waitMs, signal);
    },
    observe(status, headers) {
      const waitMs = status === 429 ? (readRequestedWait(headers) ?? MS_PER_SECOND) : readQuotaWait(headers);
      if (waitMs !== null) openAtMs = Math.max(openAtMs, now() + waitMs);
    },
  };
}

/** How long a refusal asks to wait: by the used-up quota, else by `Retry-After`. Null if it does not say. */
export function readRequestedWait(headers: Headers): number | null {
  return readQuotaWait(headers) ?? readRetryAfter(headers);
}

/** `RateLimit: "resolvers";r=0;t=N`: nothing is left for N seconds; one more, as Python's client waits. */
function readQuotaWait(headers: Headers): number | null {
  const waits = (headers.get('ratelimit') ?? '').split(',').flatMap((item) => {
    const remaining = /;\s*r=(\d+)/.exec(item)?.[1];
    const resetSeconds = /;\s*t=(\d+)/.exec(item)?.[1];
    if (remaining === undefined || resetSeconds === undefined || Number(remaining) > 0) return [];
    return [clampWait((Number(resetSeconds) + 1) * MS_PER_SECOND)];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

/** Seconds, or a date, which is measured against the server's own clock: the one here may be wrong. */
function readRetryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return clampWait(Number(value) * MS_PER_SECOND);
  const atMs = Date.parse(value);
  const serverNowMs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(atMs)) return null;
  return clampWait(atMs - (Number.isNaN(serverNowMs) ? Date.now() : serverNowMs));
}

function clampWait(waitMs: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs));
}
