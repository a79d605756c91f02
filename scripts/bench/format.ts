export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** `ratio` is the time of the other side divided by ours. */
export function formatAdvantage(ratio: number): string {
  return ratio >= 1 ? `${formatRatio(ratio)} faster` : `${formatRatio(1 / ratio)} slower`;
}

/** Seconds of audio per second of work. */
export function formatSpeed(audioSeconds: number, ms: number): string {
  const speed = audioSeconds / (ms / 1000);
  return `${speed >= 100 ? speed.toFixed(0) : speed.toFixed(1)}x real time`;
}
