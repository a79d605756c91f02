/** The hub's idea of the time: dates of answers, expiry of signed URLs, windows of rate limits. */
export interface TestClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Forwards, or with a negative number backwards. */
  advance(byMs: number): void;
  set(toMs: number): void;
}

/** Runs with the computer's clock, displaced by what was advanced. */
export function createTestClock(): TestClock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    advance(byMs) {
      offsetMs += byMs;
    },
    set(toMs) {
      offsetMs = toMs - Date.now();
    },
  };
}
