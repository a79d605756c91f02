/** The clock and timers a throttle runs on; tests pass their own. */
export interface ThrottleClock {
  readonly now: () => number;
  /** Calls `callback` once after `delayMs`; returns the function that prevents it. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
}

export interface Throttle<Value> {
  push(value: Value): void;
  /** Sends the value that waits, if any, now. */
  flush(): void;
  /** Drops the value that waits, if any. */
  cancel(): void;
}

export const SYSTEM_CLOCK: ThrottleClock = {
  now: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * Passes on at most one value per `intervalMs`. The first goes at once; of those that follow within the interval
 * the newest is sent when it ends, so that the last value always arrives.
 */
export function throttle<Value>(
  send: (value: Value) => void,
  intervalMs: number,
  clock: ThrottleClock = SYSTEM_CLOCK,
): Throttle<Value> {
  let waiting: { readonly value: Value } | null = null;
  let cancelTimer: (() => void) | null = null;
  let nextAtMs = -Infinity;

  const clear = () => {
    cancelTimer?.();
    cancelTimer = null;
    waiting = null;
  };
  const sendNow = (value: Value) => {
    clear();
    nextAtMs = clock.now() + intervalMs;
    send(value);
  };
  const flush = () => {
    if (waiting !== null) sendNow(waiting.value);
  };
  return {
    push(value) {
      const delayMs = nextAtMs - clock.now();
      if (delayMs <= 0) {
        sendNow(value);
        return;
      }
      waiting = { value };
      cancelTimer ??= clock.schedule(flush, delayMs);
    },
    flush,
    cancel: clear,
  };
}
