import type { StoredSegment } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import type { Segments } from '../segments.ts';
import { withoutUndefined } from '../../lib/withoutUndefined.ts';
import { writeMergedSpeaker } from '../mergedSpeakers.ts';
import { fromStoredWord } from '../wordsColumn.ts';
import type { StoredSegments } from './storedSegments.ts';
import { segmentFieldsSchema } from './transcriptDelta.ts';
import type { SegmentDelta, SpeakerDelta, TranscriptDelta, WordSplice } from './transcriptDelta.ts';

export interface WriteDeltaOptions {
  readonly database: Database;
  readonly segments: Segments;
  /** As they are before. */
  readonly stored: StoredSegments;
}

/** With more segments than this, reading the whole transcript costs less than reading them one by one. */
const LISTED_FROM = 100;

/** Writes the side `after` of a delta to the library, and returns the segments it wrote. The caller holds a transaction. */
export function writeDelta(
  { database, segments, stored }: WriteDeltaOptions,
  transcriptKey: number,
  delta: TranscriptDelta,
): readonly StoredSegment[] {
  if (delta.segments.length >= LISTED_FROM) stored.list();
  const write = ({ id, after, words }: SegmentDelta): StoredSegment | null => {
    if (after === null) {
      segments.delete(transcriptKey, id);
      return null;
    }
    const before = stored.find(id);
    if (before === null) {
      // A side that makes a segment holds all of its fields; one that changes it, those that differ.
      const segment = segmentFieldsSchema.parse(after);
      segments.insert(transcriptKey, id, segment);
      return { id, ...segment };
    }
    const segment = { ...before, ...withoutUndefined(after), ...spliceWords(before, words) };
    segments.update(transcriptKey, before, segment);
    return segment;
  };
  const written = delta.segments.map(write);
  for (const speaker of delta.speakers) writeSpeaker(database, transcriptKey, speaker);
  return written.filter((segment) => segment !== null);
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

function writeSpeaker(
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
