import type { HeaderList } from './responsePlan.ts';
import type { TestClock } from './testClock.ts';

export type RateLimitBucket = 'api' | 'resolvers' | 'pages';
export type RateLimitQuotas = Readonly<Record<RateLimitBucket, number>>;

/** Requests per window: huggingface.co/docs/hub/rate-limits, September 2025. */
export const ANONYMOUS_QUOTAS: RateLimitQuotas = { api: 500, resolvers: 3000, pages: 100 };
export const USER_QUOTAS: RateLimitQuotas = { api: 1000, resolvers: 5000, pages: 200 };

const WINDOW_SECONDS = 300;

export interface RateLimitState {
  readonly allowed: boolean;
  readonly secondsToReset: number;
  readonly headers: HeaderList;
}

export interface RateLimiter {
  /** Counts one request of this caller. */
  take(bucket: RateLimitBucket, caller: string, quotas: RateLimitQuotas): RateLimitState;
}

/** Fixed windows per caller and bucket, which start with the first request, in the time of the hub's clock. */
export function createRateLimiter(clock: TestClock): RateLimiter {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    take(bucket, caller, quotas) {
      const now = clock.now();
      const key = `${bucket} ${caller}`;
      let window = windows.get(key);
      if (window === undefined || now >= window.endsAt) {
        window = { endsAt: now + WINDOW_SECONDS * 1000, used: 0 };
        windows.set(key, window);
      }
      window.used += 1;
      const remaining = Math.max(quotas[bucket] - window.used, 0);
      const secondsToReset = Math.ceil((window.endsAt - now) / 1000);
      return {
        allowed: window.used <= quotas[bucket],
        secondsToReset,
        headers: [
          ['RateLimit', `"${bucket}";r=${remaining};t=${secondsToReset}`],
          ['RateLimit-Policy', `"fixed window";"${bucket}";q=${quotas[bucket]};w=${WINDOW_SECONDS}`],
        ],
      };
    },
  };
}

export function rateLimitBucketOf(path: string): RateLimitBucket {
  if (/\/(resolve|raw)\/|^\/api\/resolve-cache\//.test(path)) return 'resolvers';
  return path.startsWith('/api/') ? 'api' : 'pages';
}
