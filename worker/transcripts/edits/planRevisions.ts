import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAbortError } from '../../contract/index.ts';
import type { AbortSignalLike, StoredSegment } from '../../contract/index.ts';
import type { Database } from '../../database/connection.ts';
import { toKey } from '../../database/publicId.ts';
import type { Segments } from '../segments.ts';
import type { Transcripts } from '../transcripts.ts';
import { applyEdit } from './applyEdit.ts';
import type { EditRequest, RevisionRequest } from './editLog.ts';
import { openEditable } from './openEditable.ts';
import { FIRST_UNDONE, LAST_DONE } from './readHistory.ts';
import {
  invertSegmentDelta,
  invertSpeakerDelta,
  type SegmentDelta,
  segmentDeltaSchema,
  type SpeakerDelta,
  type TranscriptDelta,
  unreadDeltaSchema,
} from './transcriptDelta.ts';
import { planWrites, type SegmentWrite } from './writeDelta.ts';

/** What a large edit comes to, worked out before it is made. */
export interface EditPlan {
  /** Of the transcript that it was worked out for. */
  readonly revision: number;
  readonly segmentCount: number;
  readonly delta: TranscriptDelta;
  readonly writes: readonly SegmentWrite[];
  /** The delta, as the log keeps it. */
  readonly logged: string;
}

/**
 * Works out edits of many segments a few at a time, so that other requests are answered meanwhile; only writing the
 * result is left for the transaction. Null for those that take no time. Nothing is written, and nothing is checked: the
 * edit itself does that.
 */
export interface RevisionPlanner {
  edit(request: EditRequest, signal?: AbortSignalLike): Promise<EditPlan | null>;
  undo(request: RevisionRequest, signal?: AbortSignalLike): Promise<EditPlan | null>;
  redo(request: RevisionRequest, signal?: AbortSignalLike): Promise<EditPlan | null>;
}

export interface RevisionPlannerOptions {
  readonly database: Database;
  readonly segments: Segments;
  readonly transcripts: Pick<Transcripts, 'listSpeakers'>;
}

/** Segments that are worked out in one turn: some 10 ms. Our choice. */
export const SEGMENTS_PER_TURN = 200;
/** Of the log: what is shorter is read, and written, in a moment. About a hundred segments. */
const LARGE_CHANGE = 50_000;

export function createRevisionPlanner({
  database,
  segments,
  transcripts,
}: RevisionPlannerOptions): RevisionPlanner {
  async function planEdit(
    { transcriptId, revision, edit }: EditRequest,
    signal?: AbortSignalLike,
  ): Promise<EditPlan | null> {
    if (edit.kind !== 'replaceAll' && edit.kind !== 'mergeSpeakers') return null;
    const key = toKey('transcript', transcriptId);
    const segmentCount = segments.count(key);
    if (segmentCount <= SEGMENTS_PER_TURN) return null;
    const speakers = transcripts.listSpeakers(transcriptId);
    const parts = createParts();
    let speakerDeltas: readonly SpeakerDelta[] = [];
    for (let afterId: number | null = -1; afterId !== null;) {
      const part = segments.listAfter(key, afterId, SEGMENTS_PER_TURN);
      const stored = createKnownSegments(part.segments);
      const delta = applyEdit(openEditable({ database, key, stored, speakers }), edit);
      speakerDeltas = delta.speakers;
      parts.add(delta.segments, planWrites(stored, delta.segments));
      afterId = part.lastId;
      await takeTurn(signal);
    }
    return { revision, segmentCount, ...parts.finish(speakerDeltas) };
  }

  async function planStep(
    { transcriptId, revision }: RevisionRequest,
    { select, isUndone }: { readonly select: string; readonly isUndone: boolean },
    signal?: AbortSignalLike,
  ): Promise<EditPlan | null> {
    const key = toKey('transcript', transcriptId);
    const change = database.get(select, key)?.['change'];
    if (typeof change !== 'string' || change.length < LARGE_CHANGE) return null;
    const segmentCount = segments.count(key);
    const unread = unreadDeltaSchema.parse(JSON.parse(change));
    const invert = isUndone ? invertSegmentDelta : keep;
    const ordered = isUndone ? unread.segments.toReversed() : unread.segments;
    const parts = createParts();
    for (let first = 0; first < ordered.length; first += SEGMENTS_PER_TURN) {
      await takeTurn(signal);
      const deltas = ordered
        .slice(first, first + SEGMENTS_PER_TURN)
        .map((delta) => invert(segmentDeltaSchema.parse(delta)));
      const find = (id: number) => segments.find(key, id);
      parts.add(deltas, planWrites({ find, list: () => [] }, deltas));
    }
    const speakers = isUndone ? unread.speakers.map(invertSpeakerDelta).reverse() : unread.speakers;
    return { revision, segmentCount, ...parts.finish(speakers) };
  }

  return {
    edit: planEdit,
    undo: (request, signal) => planStep(request, { select: LAST_DONE, isUndone: true }, signal),
    redo: (request, signal) => planStep(request, { select: FIRST_UNDONE, isUndone: false }, signal),
  };
}

function keep(delta: SegmentDelta): SegmentDelta {
  return delta;
}

/** The segments of one part of a transcript. */
function createKnownSegments(list: readonly StoredSegment[]) {
  const byId = new Map(list.map((segment) => [segment.id, segment]));
  return { find: (id: number) => byId.get(id) ?? null, list: () => list };
}

/** Puts together what was worked out for each part. */
function createParts() {
  const deltas: SegmentDelta[] = [];
  const writes: SegmentWrite[] = [];
  const logged: string[] = [];
  return {
    add(partDeltas: readonly SegmentDelta[], partWrites: readonly SegmentWrite[]): void {
      deltas.push(...partDeltas);
      writes.push(...partWrites);
      if (partDeltas.length > 0) logged.push(JSON.stringify(partDeltas).slice(1, -1));
    },
    finish: (speakers: readonly SpeakerDelta[]): Pick<EditPlan, 'delta' | 'writes' | 'logged'> => ({
      delta: { segments: deltas, speakers: [...speakers] },
      writes,
      logged: `{"segments":[${logged.join(',')}],"speakers":${JSON.stringify(speakers)}}`,
    }),
  };
}

async function takeTurn(signal?: AbortSignalLike): Promise<void> {
  await nextTurn();
  if (signal?.aborted === true) throw createAbortError();
}
