import type { IncomingMessage } from 'node:http';
import { receiveDirectly } from './receiveDirectly.ts';
import type { ReceiveMemory } from './receiveMemory.ts';
import { RetryableError } from './retryableError.ts';
import { toRequestError } from './requestError.ts';

export interface BodyLimits {
  /** Longest time without a byte. */
  readonly idleMs: number;
  /** Slower than this over a whole window, and another connection is tried. */
  readonly floorBytesPerSecond: number;
  readonly floorWindowMs: number;
}

export interface ReadBodyOptions {
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly limits: BodyLimits;
  readonly memory: ReceiveMemory;
}

/**
 * The bytes of an answer as they come, with limits on how slowly. Time that the consumer takes between two pieces does
 * not count as the sender's. Throws a `RetryableError` when the body stalls or breaks off, an AbortError when aborted.
 */
export async function* readBody(
  incoming: IncomingMessage,
  { url, signal, limits, memory }: ReadBodyOptions,
): AsyncGenerator<Buffer, void, void> {
  const { idleMs, floorBytesPerSecond, floorWindowMs } = limits;
  let isWaiting = false;
  let windowBytes = 0;
  const stall = () => {
    const details = { host: url.host, reason: 'stalled' };
    incoming.destroy(new RetryableError('network-unreachable', 'The server stopped sending.', { details }));
  };
  const idleTimer = setTimeout(() => {
    if (isWaiting) stall();
  }, idleMs);
  const floorTimer = setInterval(() => {
    if (isWaiting && windowBytes < (floorBytesPerSecond * floorWindowMs) / 1000) stall();
    windowBytes = 0;
  }, floorWindowMs);
  try {
    const pieces: AsyncIterator<Buffer> =
      receiveDirectly(incoming, memory) ?? incoming[Symbol.asyncIterator]();
    for (;;) {
      isWaiting = true;
      idleTimer.refresh();
      const piece = await pieces.next();
      isWaiting = false;
      if (piece.done === true) break;
      windowBytes += piece.value.length;
      yield piece.value;
    }
  } catch (error) {
    throw toRequestError(error, url, signal);
  } finally {
    clearTimeout(idleTimer);
    clearInterval(floorTimer);
    incoming.destroy();
  }
}
