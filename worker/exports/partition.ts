/**
 * Cuts 0..length into consecutive parts so that the sum of `cost(start, end)` is least, and returns the ends of the
 * parts. `cost` says Infinity for a part that is not allowed; once it is Infinity for one end it must be so for all
 * later ends of the same start. Dynamic programming over ends, as D. Knuth and M. Plass break paragraphs
 * ("Breaking paragraphs into lines", 1981). Parts of length one must be allowed, so that there always is a solution.
 */
export function partition(length: number, cost: (start: number, end: number) => number): number[] {
  const best = new Float64Array(length + 1).fill(Infinity);
  const startOfBest = new Int32Array(length + 1);
  best[0] = 0;
  for (let start = 0; start < length; start++) {
    const before = best[start] ?? Infinity;
    for (let end = start + 1; end <= length; end++) {
      const ownCost = cost(start, end);
      if (ownCost === Infinity) break;
      if (before + ownCost < (best[end] ?? Infinity)) {
        best[end] = before + ownCost;
        startOfBest[end] = start;
      }
    }
  }
  const ends: number[] = [];
  for (let end = length; end > 0; end = startOfBest[end] ?? 0) ends.push(end);
  return ends.reverse();
}
