import { createFindPattern, type StoredSegment } from '../../../worker/contract/index.ts';

/** A place where a text was found. */
export interface Match {
  readonly segmentId: number;
  /** Its number among the matches of its segment, from 0. */
  readonly index: number;
}

/** All places of a text in what is not removed, in order. */
export function listMatches(
  segments: readonly StoredSegment[],
  query: string,
  matchCase: boolean,
): readonly Match[] {
  if (query === '') return [];
  const pattern = createFindPattern(query, matchCase);
  return segments
    .filter(({ removed }) => removed === null)
    .flatMap(({ id, text }) =>
      [...text.matchAll(pattern)].map((_match, index) => ({ segmentId: id, index })),
    );
}

/** The text with one of its matches replaced. */
export function replaceMatch(
  text: string,
  {
    index,
    query,
    matchCase,
    replacement,
  }: {
    readonly index: number;
    readonly query: string;
    readonly matchCase: boolean;
    readonly replacement: string;
  },
): string {
  let number = 0;
  return text.replace(createFindPattern(query, matchCase), (found) => {
    const isWanted = number === index;
    number += 1;
    return isWanted ? replacement : found;
  });
}
