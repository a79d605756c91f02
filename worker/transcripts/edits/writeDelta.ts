import type { StoredSegment } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import type { Segments } from '../segments.ts';
import { segmentFieldsSchema } from './transcriptDelta.ts';
import type { SegmentDelta, SpeakerDelta, TranscriptDelta } from './transcriptDelta.ts';

export interface WriteDeltaOptions {
  readonly database: Database;
  readonly segments: Segments;
}

/** Writes the side `after` of a delta to the library, and returns the segments it wrote. The caller holds a transaction. */
export function writeDelta(
  { database, segments }: WriteDeltaOptions,
  transcriptKey: number,
  delta: TranscriptDelta,
): readonly StoredSegment[] {
  const written = delta.segments.map((segment) => writeSegment(segments, transcriptKey, segment));
  for (const speaker of delta.speakers) writeSpeaker(database, transcriptKey, speaker);
  return written.filter((segment) => segment !== null);
}

function writeSegment(
  segments: Segments,
  transcriptKey: number,
  { id, after }: SegmentDelta,
): StoredSegment | null {
  if (after === null) {
    segments.delete(transcriptKey, id);
    return null;
  }
  const stored = segments.find(transcriptKey, id);
  // A side that makes a segment holds all of its fields; one that changes it, those that differ.
  const segment = segmentFieldsSchema.parse({ ...stored, ...after });
  if (stored === null) segments.insert(transcriptKey, id, segment);
  else segments.update(transcriptKey, id, segment);
  return { id, ...segment };
}

function writeSpeaker(database: Database, transcriptKey: number, { label, after }: SpeakerDelta): void {
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
