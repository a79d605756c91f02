import { setTimeout as delay } from 'node:timers/promises';
import { RetryableError } from './retryableError.ts';

export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<unknown>;

export interface RetryPlanOptions {
  readonly signal: AbortSignal;
  /** Failures in a row, without progress, after which the last one is reported. */
  readonly maxFailures?: number;
  readonly sleep?: Sleep;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

export interface RetryPlan {
  /** Waits before the next try, or throws the error when another try makes no sense. */
  failed(error: unknown): Promise<void>;
  /** Tells of bytes that arrived and were kept. Enough of them, and the failures before are forgotten. */
  progressed(bytes: number): void;
}

/**
 * Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. The numbers are those of the
 * download specification: from one second up to thirty, eight failures, forgotten after 1 MiB of progress.
 */
const BASE_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;
const MAX_FAILURES = 8;
const PROGRESS_BYTES = 1024 * 1024;

export const sleepAbortably: Sleep = (delayMs, signal) => delay(delayMs, undefined, { signal });

export function createRetryPlan({
  signal,
  maxFailures = MAX_FAILURES,
  sleep = sleepAbortably,
  random = Math.random,
}: RetryPlanOptions): RetryPlan {
  let failures = 0;
  let bytesSinceFailure = 0;
  return {
    async failed(error) {
      if (!(error instanceof RetryableError)) throw error;
      if (bytesSinceFailure >= PROGRESS_BYTES) failures = 0;
      bytesSinceFailure = 0;
      failures += 1;
      if (failures >= maxFailures) throw error;
      const ceilingMs = Math.min(MAX_WAIT_MS, BASE_WAIT_MS * 2 ** (failures - 1));
      await sleep(Math.max(error.waitMs ?? 0, random() * ceilingMs), signal);
    },
    progressed(bytes) {
      bytesSinceFailure += bytes;
    },
  };
}
