import { median } from './median.ts';

export interface AlternatedRuns {
  /** Medians of the single runs. */
  readonly firstMs: number;
  readonly secondMs: number;
  /** Median of second / first, pair by pair: above 1 the first is faster. */
  readonly ratio: number;
}

/**
 * Runs two sides in turn, A B A B ..., after one run of each that does not count. Whatever else the machine does meets
 * both sides of a pair alike, which is why the ratio is taken pair by pair. A side says how many milliseconds it took.
 */
export async function alternate(
  pairs: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<AlternatedRuns> {
  await first();
  await second();
  const firstRuns: number[] = [];
  const secondRuns: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    firstRuns.push(await first());
    secondRuns.push(await second());
  }
  return {
    firstMs: median(firstRuns),
    secondMs: median(secondRuns),
    ratio: median(secondRuns.map((ms, pair) => ms / (firstRuns[pair] ?? NaN))),
  };
}
