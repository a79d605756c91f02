import type { StoredSegment } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import { withoutUndefined } from '../../lib/withoutUndefined.ts';
import { writeMergedSpeaker } from '../mergedSpeakers.ts';
import { type Segments, type SegmentUpdate, toSegmentUpdate } from '../segments.ts';
import { fromStoredWord } from '../wordsColumn.ts';
import type { StoredSegments } from './storedSegments.ts';
import { segmentFieldsSchema } from './transcriptDelta.ts';
import type { SegmentDelta, SpeakerDelta, WordSplice } from './transcriptDelta.ts';

/** What is to be written for one segment of a delta. */
export type SegmentWrite =
  | { readonly kind: 'insert' | 'delete'; readonly id: number; readonly segment: StoredSegment | null }
  | { readonly kind: 'update'; readonly segment: StoredSegment; readonly update: SegmentUpdate };

/** With more segments than this, reading the whole transcript costs less than reading them one by one. */
const LISTED_FROM = 100;

/** Works out the side `after` of deltas from the segments as they are before; writes nothing. */
export function planWrites(stored: StoredSegments, deltas: readonly SegmentDelta[]): readonly SegmentWrite[] {
  if (deltas.length >= LISTED_FROM) stored.list();
  return deltas.map((delta) => planWrite(stored, delta));
}

function planWrite(stored: Pick<StoredSegments, 'find'>, { id, after, words }: SegmentDelta): SegmentWrite {
  if (after === null) return { kind: 'delete', id, segment: null };
  const before = stored.find(id);
  // A side that makes a segment holds all of its fields; one that changes it, those that differ.
  if (before === null) return { kind: 'insert', id, segment: { id, ...segmentFieldsSchema.parse(after) } };
  const segment = { ...before, ...withoutUndefined(after), ...spliceWords(before, words) };
  return { kind: 'update', segment, update: toSegmentUpdate(before, segment) };
}

/** Writes to the library, and returns the segments that are new or changed. The caller holds a transaction. */
export function writeSegments(
  segments: Segments,
  transcriptKey: number,
  writes: readonly SegmentWrite[],
): readonly StoredSegment[] {
  for (const write of writes) {
    if (write.kind === 'update') segments.update(transcriptKey, write.update);
    else if (write.segment === null) segments.delete(transcriptKey, write.id);
    else segments.insert(transcriptKey, write.id, write.segment);
  }
  return writes.map(({ segment }) => segment).filter((segment) => segment !== null);
}

function spliceWords(
  { words }: StoredSegment,
  splices: readonly WordSplice[] | undefined,
): Partial<StoredSegment> {
  if (splices === undefined) return {};
  const spliced = [...words];
  for (const { at, before, after } of splices)
    spliced.splice(at, before.length, ...after.map(fromStoredWord));
  return { words: spliced };
}

export function writeSpeaker(
  database: Database,
  transcriptKey: number,
  { label, after, mergedInto }: SpeakerDelta,
): void {
  if (mergedInto !== undefined) {
    writeMergedSpeaker(database, transcriptKey, label, after === null ? mergedInto : null);
  }
  if (after === null) {
    database.run('DELETE FROM speakers WHERE transcript_key = ? AND label = ?', transcriptKey, label);
    return;
  }
  database.run(
    `INSERT INTO speakers (transcript_key, label, name) VALUES (?, ?, ?)
     ON CONFLICT (transcript_key, label) DO UPDATE SET name = excluded.name`,
    transcriptKey,
    label,
    after,
  );
}
