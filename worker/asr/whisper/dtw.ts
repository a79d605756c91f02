/**
 * Dynamic time warping over a cost matrix [rows, columns], row-major (openai/whisper timing.py, dtw_cpu, after Giorgino
 * 2009). Returns, for each row, the first column of the cheapest path from the first cell to the last that lies in it;
 * the result never decreases. Needs at least one row and one column.
 */
export function dtwRowStarts(cost: Float32Array, rows: number, columns: number): Int32Array {
  const trace = fillTrace(cost, rows, columns);
  const starts = new Int32Array(rows);
  let row = rows - 1;
  let column = columns - 1;
  while (row > 0 || column > 0) {
    starts[row] = column;
    const step = row === 0 ? LEFT : column === 0 ? UP : trace[row * columns + column];
    if (step !== LEFT) row -= 1;
    if (step !== UP) column -= 1;
  }
  starts[0] = 0;
  return starts;
}

const DIAGONAL = 0;
const UP = 1;
const LEFT = 2;

/** For each cell, the step by which the cheapest path reaches it. Ties go left, then, between the others, left too. */
function fillTrace(cost: Float32Array, rows: number, columns: number): Uint8Array {
  const trace = new Uint8Array(rows * columns);
  let above = new Float64Array(columns + 1).fill(Infinity);
  let current = new Float64Array(columns + 1);
  above[0] = 0;
  for (let row = 0; row < rows; row += 1) {
    current[0] = Infinity;
    for (let column = 0; column < columns; column += 1) {
      const diagonal = above[column] ?? 0;
      const up = above[column + 1] ?? 0;
      const left = current[column] ?? 0;
      let best = left;
      let step = LEFT;
      if (diagonal < up && diagonal < left) {
        best = diagonal;
        step = DIAGONAL;
      } else if (up < diagonal && up < left) {
        best = up;
        step = UP;
      }
      current[column + 1] = (cost[row * columns + column] ?? 0) + best;
      trace[row * columns + column] = step;
    }
    [above, current] = [current, above];
  }
  return trace;
}
