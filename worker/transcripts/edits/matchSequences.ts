/** Above this many pairs the middle of two texts counts as different: some 10 ms of work, 2,000 words against 2,000. */
const MAX_PAIRS = 4_000_000;

/**
 * For each item of `after` the index of the item of `before` it is, or -1: a longest common subsequence, found by
 * dynamic programming over what is left between the common beginning and end.
 */
export function matchSequences(before: readonly string[], after: readonly string[]): Int32Array {
  const matches = new Int32Array(after.length).fill(-1);
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    matches[head] = head;
    head += 1;
  }
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    matches[after.length - 1 - tail] = before.length - 1 - tail;
    tail += 1;
  }
  const rows = after.length - head - tail;
  const columns = before.length - head - tail;
  if (rows * columns > MAX_PAIRS) return matches;

  // lengths[row][column]: of the longest common subsequence of what follows both.
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  const isSame = (row: number, column: number): boolean => after[head + row] === before[head + column];
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = isSame(row, column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (isSame(row, column)) {
      matches[head + row] = head + column;
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) {
      row += 1;
    } else {
      column += 1;
    }
  }
  return matches;
}
