/** Multiples of a timestamp step of 0.02 s are not exact in binary; results show 0.38, not 0.38000000000000006. */
export function roundToMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
