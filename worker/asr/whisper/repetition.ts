export interface Repetition {
  /** First item of the run. */
  readonly start: number;
  /** Items that repeat. */
  readonly unitLength: number;
  /** How often they stand one after the other, at least 2. */
  readonly count: number;
}

/**
 * The longest run of a repeating unit in a sequence (`a b a b a b` is the unit `a b`, three times), by items covered;
 * the shorter unit where two cover the same. Null when nothing is repeated. Units of up to `maxUnitLength` items.
 */
export function findRepetition(items: ArrayLike<unknown>, maxUnitLength: number): Repetition | null {
  let best: Repetition | null = null;
  for (let unitLength = 1; unitLength <= Math.min(maxUnitLength, items.length / 2); unitLength += 1) {
    let same = 0;
    for (let index = unitLength; index <= items.length; index += 1) {
      if (index < items.length && items[index] === items[index - unitLength]) {
        same += 1;
        continue;
      }
      const count = Math.floor(same / unitLength) + 1;
      if (count > 1 && count * unitLength > (best === null ? 0 : best.count * best.unitLength)) {
        best = { start: index - same - unitLength, unitLength, count };
      }
      same = 0;
    }
  }
  return best;
}
