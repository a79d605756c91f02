import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import type { TranscriptChange, TranscriptEdit, TranscriptEditKind } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import { notFound, toKey, toPublicId } from '../../database/publicId.ts';
import { indexStep } from '../indexEdits.ts';
import type { Segments } from '../segments.ts';
import type { Transcripts } from '../transcripts.ts';
import { applyEdit } from './applyEdit.ts';
import { openEditable } from './openEditable.ts';
import type { EditPlan } from './planRevisions.ts';
import { FIRST_UNDONE, LAST_DONE, readHistory } from './readHistory.ts';
import { createStoredSegments, type StoredSegments } from './storedSegments.ts';
import { invertDelta, type TranscriptDelta, transcriptDeltaSchema } from './transcriptDelta.ts';
import { planWrites, type SegmentWrite, writeSegments, writeSpeaker } from './writeDelta.ts';

export interface RevisionRequest {
  readonly transcriptId: string;
  /** The revision that the person saw. */
  readonly revision: number;
}

export interface EditRequest extends RevisionRequest {
  readonly edit: TranscriptEdit;
}

/**
 * Edits of transcripts, each kept with what it takes to undo it and do it again, for as long as the transcript is. A plan
 * that was made for the request spares the time of working it out here; it does no harm where it does not hold any more.
 */
export interface EditLog {
  edit(request: EditRequest, plan?: EditPlan | null): TranscriptChange;
  undo(request: RevisionRequest, plan?: EditPlan | null): TranscriptChange;
  redo(request: RevisionRequest, plan?: EditPlan | null): TranscriptChange;
}

export interface EditLogOptions {
  readonly database: Database;
  readonly segments: Segments;
  readonly transcripts: Pick<Transcripts, 'listSpeakers'>;
}

/** Edits of a transcript that can be undone; of older ones only the result is kept. */
const MAX_EDITS = 1000;
/** More of them are found by a search a moment later. */
const INDEXED_AT_ONCE = 50;

const revisionRow = z.object({ revision: z.number(), meeting_key: z.number() });
const editRow = z.object({ edit_number: z.number(), change: z.string() });

export function createEditLog({ database, segments, transcripts }: EditLogOptions): EditLog {
  /** Runs `work` on the transcript as the person saw it, and says what became different. */
  const revise = (
    { transcriptId, revision }: RevisionRequest,
    work: (key: number, stored: StoredSegments) => Revision,
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
      const { delta, writes = planWrites(stored, delta.segments) } = work(key, stored);
      const isChanged = delta.segments.length > 0 || delta.speakers.length > 0;
      const written = writeSegments(segments, key, writes);
      for (const speaker of delta.speakers) writeSpeaker(database, key, speaker);
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

  /** A plan for another revision, or for fewer chunks of a transcript that is being made, does not hold. */
  const holding = (plan: EditPlan | null, { revision }: RevisionRequest, key: number): EditPlan | null =>
    plan?.revision === revision && plan.segmentCount === segments.count(key) ? plan : null;

  const step = (
    request: RevisionRequest,
    {
      select,
      undone,
      plan,
    }: { readonly select: string; readonly undone: 0 | 1; readonly plan: EditPlan | null },
  ): TranscriptChange =>
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
      const planned = holding(plan, request, key);
      if (planned !== null) return planned;
      const delta = transcriptDeltaSchema.parse(JSON.parse(change));
      return { delta: undone === 1 ? invertDelta(delta) : delta };
    });

  return {
    edit: ({ edit, ...request }, plan = null) =>
      revise(request, (key, stored) => {
        const planned = holding(plan, request, key);
        const speakers = transcripts.listSpeakers(request.transcriptId);
        const delta = planned?.delta ?? applyEdit(openEditable({ database, key, stored, speakers }), edit);
        if (delta.segments.length > 0 || delta.speakers.length > 0) {
          appendEdit(database, key, edit.kind, planned?.logged ?? JSON.stringify(delta));
        }
        return planned ?? { delta };
      }),
    undo: (request, plan = null) => step(request, { select: LAST_DONE, undone: 1, plan }),
    redo: (request, plan = null) => step(request, { select: FIRST_UNDONE, undone: 0, plan }),
  };
}

interface Revision {
  readonly delta: TranscriptDelta;
  /** Of the delta, where they are known already. */
  readonly writes?: readonly SegmentWrite[];
}

function readRevision(database: Database, key: number): z.infer<typeof revisionRow> {
  const row = database.get('SELECT revision, meeting_key FROM transcripts WHERE transcript_key = ?', key);
  if (row === undefined) throw notFound('transcript', toPublicId('transcript', key));
  return revisionRow.parse(row);
}

/** What was undone before cannot be done again after this. */
function appendEdit(database: Database, key: number, kind: TranscriptEditKind, change: string): void {
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
    change,
  );
  database.run(
    'DELETE FROM transcript_edits WHERE transcript_key = ? AND edit_number <= ?',
    key,
    number - MAX_EDITS,
  );
}
