import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import type { TranscriptChange, TranscriptEdit, TranscriptEditKind } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import { notFound, toKey, toPublicId } from '../../database/publicId.ts';
import { readMergedSpeakers } from '../mergedSpeakers.ts';
import type { Segments } from '../segments.ts';
import type { Transcripts } from '../transcripts.ts';
import { applyEdit, type EditableTranscript } from './applyEdit.ts';
import { indexStep } from '../indexEdits.ts';
import { FIRST_UNDONE, LAST_DONE, readHistory } from './readHistory.ts';
import { createStoredSegments, type StoredSegments } from './storedSegments.ts';
import { invertDelta, type TranscriptDelta, transcriptDeltaSchema } from './transcriptDelta.ts';
import { writeDelta } from './writeDelta.ts';

export interface RevisionRequest {
  readonly transcriptId: string;
  /** The revision that the person saw. */
  readonly revision: number;
}

export interface EditRequest extends RevisionRequest {
  readonly edit: TranscriptEdit;
}

/** Edits of transcripts, each kept with what it takes to undo it and do it again, for as long as the transcript is. */
export interface EditLog {
  edit(request: EditRequest): TranscriptChange;
  undo(request: RevisionRequest): TranscriptChange;
  redo(request: RevisionRequest): TranscriptChange;
}

export interface EditLogOptions {
  readonly database: Database;
  readonly segments: Segments;
  readonly transcripts: Pick<Transcripts, 'listSpeakers'>;
}

/** Edits of a transcript that can be undone; of older ones only the result is kept. */
const MAX_EDITS = 1000;
/**
 * Segments that a split makes are numbered from here on, far above those of chunks (chunk number times 1000), more of
 * which may still come.
 */
const FIRST_NEW_ID = 1_000_000_000_000;

/** More of them are found by a search a moment later. */
const INDEXED_AT_ONCE = 50;

const revisionRow = z.object({ revision: z.number(), meeting_key: z.number() });
const editRow = z.object({ edit_number: z.number(), change: z.string() });

export function createEditLog({ database, segments, transcripts }: EditLogOptions): EditLog {
  /** Runs `work` on the transcript as the person saw it, and says what became different. */
  const revise = (
    { transcriptId, revision }: RevisionRequest,
    work: (key: number, stored: StoredSegments) => TranscriptDelta,
  ): TranscriptChange =>
    database.transaction(() => {
      const key = toKey('transcript', transcriptId);
      const { revision: newest, meeting_key: meetingKey } = readRevision(database, key);
      if (newest !== revision) {
        throw new AppError('edit-conflict', 'The transcript was changed meanwhile.', {
          details: { transcriptId, revision: newest },
        });
      }
      const stored = createStoredSegments(segments, key);
      const delta = work(key, stored);
      const isChanged = delta.segments.length > 0 || delta.speakers.length > 0;
      const written = writeDelta({ database, segments, stored }, key, delta);
      if (isChanged) {
        indexStep(database, INDEXED_AT_ONCE);
        database.run('UPDATE transcripts SET revision = revision + 1 WHERE transcript_key = ?', key);
      }
      return {
        meetingId: toPublicId('meeting', meetingKey),
        transcriptId,
        revision: isChanged ? revision + 1 : revision,
        segments: written,
        deletedIds: delta.segments.filter(({ after }) => after === null).map(({ id }) => id),
        speakers: transcripts.listSpeakers(transcriptId),
        history: readHistory(database, key),
      };
    });

  const step = (request: RevisionRequest, select: string, undone: 0 | 1): TranscriptChange =>
    revise(request, (key) => {
      const row = database.get(select, key);
      if (row === undefined) {
        throw new AppError('invalid-request', 'There is nothing to undo or to do again.');
      }
      const { edit_number: number, change } = editRow.parse(row);
      database.run(
        'UPDATE transcript_edits SET undone = ? WHERE transcript_key = ? AND edit_number = ?',
        undone,
        key,
        number,
      );
      const delta = transcriptDeltaSchema.parse(JSON.parse(change));
      return undone === 1 ? invertDelta(delta) : delta;
    });

  return {
    edit: ({ edit, ...request }) =>
      revise(request, (key, stored) => {
        const { transcriptId } = request;
        const delta = applyEdit(openTranscript(key, stored, transcripts.listSpeakers(transcriptId)), edit);
        if (delta.segments.length > 0 || delta.speakers.length > 0) {
          appendEdit(database, key, edit.kind, delta);
        }
        return delta;
      }),
    undo: (request) => step(request, LAST_DONE, 1),
    redo: (request) => step(request, FIRST_UNDONE, 0),
  };

  function openTranscript(
    key: number,
    stored: StoredSegments,
    speakers: EditableTranscript['speakers'],
  ): EditableTranscript {
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
}

function readRevision(database: Database, key: number): z.infer<typeof revisionRow> {
  const row = database.get('SELECT revision, meeting_key FROM transcripts WHERE transcript_key = ?', key);
  if (row === undefined) throw notFound('transcript', toPublicId('transcript', key));
  return revisionRow.parse(row);
}

/** What was undone before cannot be done again after this. */
function appendEdit(database: Database, key: number, kind: TranscriptEditKind, delta: TranscriptDelta): void {
  database.run('DELETE FROM transcript_edits WHERE transcript_key = ? AND undone = 1', key);
  const last = database.get(
    'SELECT max(edit_number) AS last FROM transcript_edits WHERE transcript_key = ?',
    key,
  );
  const number = Number(last?.['last'] ?? 0) + 1;
  database.run(
    'INSERT INTO transcript_edits (transcript_key, edit_number, kind, change, undone) VALUES (?, ?, ?, ?, 0)',
    key,
    number,
    kind,
    JSON.stringify(delta),
  );
  database.run(
    'DELETE FROM transcript_edits WHERE transcript_key = ? AND edit_number <= ?',
    key,
    number - MAX_EDITS,
  );
}
