import { AppError } from '../../contract/index.ts';
import type { Speaker } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import { readMergedSpeakers } from '../mergedSpeakers.ts';
import type { EditableTranscript } from './applyEdit.ts';
import type { StoredSegments } from './storedSegments.ts';

/**
 * Segments that a split makes are numbered from here on, far above those of chunks (chunk number times 1000), more of
 * which may still come.
 */
const FIRST_NEW_ID = 1_000_000_000_000;

/** A transcript of the library as edits look at it. */
export function openEditable({
  database,
  key,
  stored,
  speakers,
}: {
  readonly database: Database;
  readonly key: number;
  readonly stored: StoredSegments;
  readonly speakers: readonly Speaker[];
}): EditableTranscript {
  return {
    speakers,
    mergedLabels: [...readMergedSpeakers(database, key).keys()],
    listSegments: stored.list,
    getSegment(id) {
      const segment = stored.find(id);
      if (segment !== null) return segment;
      throw new AppError('not-found', 'The transcript has no such segment.', {
        details: { kind: 'segment', id },
      });
    },
    createSegmentId() {
      const row = database.get(
        'SELECT max(segment_id) AS last FROM segments WHERE transcript_key = ? AND segment_id >= ?',
        key,
        FIRST_NEW_ID,
      );
      return row?.['last'] == null ? FIRST_NEW_ID : Number(row['last']) + 1;
    },
  };
}
