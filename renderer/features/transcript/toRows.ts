import type { StoredSegment } from '../../../worker/contract/index.ts';

/** A row of the transcript: a segment, or a run of removed ones under one heading. */
export type TranscriptRow =
  | { readonly kind: 'segment'; readonly segment: StoredSegment }
  | {
      readonly kind: 'removed';
      readonly segments: readonly StoredSegment[];
      readonly isShown: boolean;
    };

/**
 * Rows in time order. Neighbouring removed segments become one row, which is known by the id of its first segment; where
 * that id is in `shown`, the segments follow as rows of their own.
 */
export function toRows(
  segments: readonly StoredSegment[],
  shown: ReadonlySet<number>,
): readonly TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  let index = 0;
  while (index < segments.length) {
    const run = takeRun(segments, index);
    const [first] = run;
    if (first === undefined) break;
    index += run.length;
    const asRows = run.map((segment) => ({ kind: 'segment', segment }) as const);
    if (first.removed === null) {
      rows.push(...asRows);
    } else {
      const isShown = shown.has(first.id);
      rows.push({ kind: 'removed', segments: run, isShown });
      if (isShown) rows.push(...asRows);
    }
  }
  return rows;
}

/** The segments from an index on that are all removed, or all not. */
function takeRun(segments: readonly StoredSegment[], from: number): readonly StoredSegment[] {
  const isRemoved = segments[from]?.removed !== null;
  let to = from;
  while (to < segments.length && (segments[to]?.removed !== null) === isRemoved) to++;
  return segments.slice(from, to);
}

/** Index of the row that is heard at a time, or of the last one before it; 0 when there is none. */
export function findRowAt(rows: readonly TranscriptRow[], time: number): number {
  let found = 0;
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'segment' && row.segment.start <= time) found = index;
  }
  return found;
}
