import type { AlignmentAttention } from '../alignmentMatrix.ts';

/** Attention that moves about 3.1 frames per row, with a deterministic ripple; the same formula made the expected values. */
export function createAttention(heads: number, rows: number, frames: number): AlignmentAttention {
  const weights = new Float32Array(heads * rows * frames);
  for (let head = 0; head < heads; head += 1) {
    for (let row = 0; row < rows; row += 1) {
      const values = Array.from(
        { length: frames },
        (_, frame) =>
          Math.exp(-(((frame - (row * 3.1 + head)) / 4) ** 2)) + 0.05 * Math.sin(row * 7 + frame * 3 + head) + 0.06,
      );
      const sum = values.reduce((total, value) => total + value, 0);
      weights.set(
        values.map((value) => value / sum),
        (head * rows + row) * frames,
      );
    }
  }
  return { weights, heads, rows, frames };
}
