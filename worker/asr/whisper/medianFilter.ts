/**
 * Replaces `values[offset .. offset + length)` by its sliding median of odd `width`, edges reflected, as in
 * openai/whisper (timing.py, median_filter). A row no longer than half the width is left as it is.
 */
export function medianFilter(values: Float32Array, offset: number, length: number, width: number): void {
  const half = (width - 1) / 2;
  if (length <= half || half === 0) return;
  const source = new Float32Array(length + 2 * half);
  for (let index = 0; index < source.length; index += 1) {
    let position = index - half;
    if (position < 0) position = -position;
    else if (position >= length) position = 2 * (length - 1) - position;
    source[index] = values[offset + position] ?? 0;
  }
  const sorted = source.slice(0, width).sort();
  for (let index = 0; index < length; index += 1) {
    values[offset + index] = sorted[half] ?? 0;
    if (index + 1 < length) replaceSorted(sorted, source[index] ?? 0, source[index + width] ?? 0);
  }
}

/** Takes `leaving` out of an ascending list and puts `entering` in its place in the order. */
function replaceSorted(sorted: Float32Array, leaving: number, entering: number): void {
  let index = 0;
  while (sorted[index] !== leaving) index += 1;
  while (index + 1 < sorted.length && (sorted[index + 1] ?? 0) < entering) {
    sorted[index] = sorted[index + 1] ?? 0;
    index += 1;
  }
  while (index > 0 && (sorted[index - 1] ?? 0) > entering) {
    sorted[index] = sorted[index - 1] ?? 0;
    index -= 1;
  }
  sorted[index] = entering;
}
