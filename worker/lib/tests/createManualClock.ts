import type { ThrottleClock } from '../throttle.ts';

export interface ManualClock extends ThrottleClock {
  advance(byMs: number): void;
  /** How many timers wait. */
  pending(): number;
}

/** A clock that moves only when told to. */
export function createManualClock(): ManualClock {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  return {
    now: () => nowMs,
    schedule(callback, delayMs) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pending: () => timers.length,
    advance(byMs) {
      nowMs += byMs;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { callback } of due) callback();
    },
  };
}
