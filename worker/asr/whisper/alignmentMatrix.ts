import { medianFilter } from './medianFilter.ts';

/** Cross-attention of the alignment heads while one chunk was decoded. */
export interface AlignmentAttention {
  /**
   * Attention probabilities (after softmax), [heads, rows, frames] row-major. A row is one position of the decoder, in
   * order, from `sot` on; the position that reads a token predicts the next one.
   */
  readonly weights: Float32Array;
  readonly heads: number;
  readonly rows: number;
  /** Encoder positions. */
  readonly frames: number;
}

/**
 * How well each row fits each frame, [rows, usedFrames] row-major: every head's weights are normalised over the rows of
 * each frame, smoothed along time with a median filter, and averaged over the heads. As `_extract_token_timestamps` of
 * Hugging Face transformers, whose input are probabilities too; the constants are those of openai/whisper's timing.py.
 */
export function alignmentMatrix(
  attention: AlignmentAttention,
  usedFrames: number,
  filterWidth: number,
): Float32Array {
  const { weights, heads, rows, frames } = attention;
  const matrix = new Float32Array(rows * usedFrames);
  const head = new Float32Array(rows * usedFrames);
  for (let index = 0; index < heads; index += 1) {
    for (let row = 0; row < rows; row += 1) {
      const from = (index * rows + row) * frames;
      head.set(weights.subarray(from, from + usedFrames), row * usedFrames);
    }
    normalizeOverRows(head, rows, usedFrames);
    for (let row = 0; row < rows; row += 1) medianFilter(head, row * usedFrames, usedFrames, filterWidth);
    for (let cell = 0; cell < matrix.length; cell += 1)
      matrix[cell] = (matrix[cell] ?? 0) + (head[cell] ?? 0) / heads;
  }
  return matrix;
}

/** Zero mean and unit (population) variance in each column; a column of equal values becomes zero. */
function normalizeOverRows(head: Float32Array, rows: number, columns: number): void {
  const sum = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      sum[column] = (sum[column] ?? 0) + (head[row * columns + column] ?? 0);
    }
  }
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const difference = (head[row * columns + column] ?? 0) - (sum[column] ?? 0) / rows;
      squares[column] = (squares[column] ?? 0) + difference * difference;
      head[row * columns + column] = difference;
    }
  }
  for (let column = 0; column < columns; column += 1) {
    const deviation = Math.sqrt((squares[column] ?? 0) / rows);
    for (let row = 0; row < rows; row += 1) {
      const cell = row * columns + column;
      head[cell] = deviation > 0 ? (head[cell] ?? 0) / deviation : 0;
    }
  }
}
