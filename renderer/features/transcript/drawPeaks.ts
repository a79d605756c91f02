/** Where a silent bar is still seen, of half the height. */
const LEAST = 0.06;
const LARGEST_PEAK = 255;

/**
 * An SVG path of so many vertical strokes, one a unit wide place, around y = 1 in a height of 2. Each is the loudest of
 * the peaks it covers; the loudest of all reaches the edge, so that a quiet recording is seen as well.
 */
export function drawPeaks(peaks: readonly number[], bars: number): string {
  if (peaks.length === 0) return `M0 1H${bars}`;
  const loudest = Math.max(1, ...peaks) / LARGEST_PEAK;
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
    const peak = Math.max(0, ...peaks.slice(from, to)) / LARGEST_PEAK / loudest;
    const height = Math.max(LEAST, peak * 0.94);
    return `M${bar + 0.5} ${(1 - height).toFixed(3)}V${(1 + height).toFixed(3)}`;
  }).join('');
}
