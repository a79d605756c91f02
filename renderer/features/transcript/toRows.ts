import type { StoredSegment } from '../../../worker/contract/index.ts';

/** A row of the transcript: a segment, or a run of removed ones under one heading. */
export type TranscriptRow =
  | {
      readonly kind: 'segment';
      readonly segment: StoredSegment;
      /** True where another speaker than before begins. */
      readonly showsSpeaker: boolean;
    }
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
  // Nobody is named in a transcript without speakers.
  let speaker: string | null | undefined = segments.some((segment) => segment.speaker !== null)
    ? undefined
    : null;
  let index = 0;
  while (index < segments.length) {
    const run = takeRun(segments, index);
    const [first] = run;
    if (first === undefined) break;
    index += run.length;
    if (first.removed === null) {
      for (const segment of run) {
        rows.push({ kind: 'segment', segment, showsSpeaker: segment.speaker !== speaker });
        speaker = segment.speaker;
      }
    } else {
      const isShown = shown.has(first.id);
      rows.push({ kind: 'removed', segments: run, isShown });
      if (isShown)
        rows.push(...run.map((segment) => ({ kind: 'segment', segment, showsSpeaker: false }) as const));
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

/** Index of the row of a segment, -1 where it has none. */
export function findRowOf(rows: readonly TranscriptRow[], segmentId: number): number {
  return rows.findIndex((row) => row.kind === 'segment' && row.segment.id === segmentId);
}
