/** How fast bytes come, over the last seconds. */
export interface TransferRate {
  add(bytes: number): void;
  /** Null until a second has been seen. */
  bytesPerSecond(): number | null;
}

/** Long enough to be steady, short enough to follow a line that changes: our choice. */
const WINDOW_MS = 10_000;
const SAMPLE_MS = 250;
const MIN_SPAN_MS = 1000;

/** @param now Milliseconds of a clock that never jumps. */
export function createTransferRate(now: () => number = () => performance.now()): TransferRate {
  const samples = [{ atMs: now(), totalBytes: 0 }];
  let totalBytes = 0;
  return {
    add(bytes) {
      totalBytes += bytes;
      const atMs = now();
      const newest = samples.at(-1);
      if (newest === undefined || atMs - newest.atMs >= SAMPLE_MS) samples.push({ atMs, totalBytes });
      while (samples.length > 2 && atMs - (samples[1]?.atMs ?? 0) >= WINDOW_MS) samples.shift();
    },
    bytesPerSecond() {
      const [oldest] = samples;
      const spanMs = now() - (oldest?.atMs ?? 0);
      if (oldest === undefined || spanMs < MIN_SPAN_MS) return null;
      return ((totalBytes - oldest.totalBytes) * 1000) / spanMs;
    },
  };
}
