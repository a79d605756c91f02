import { z } from 'zod';
import type { Speaker, StoredSegment } from './transcript.ts';

/** More than the longest segment a model produces; a person may paste something long. */
const MAX_TEXT_LENGTH = 20_000;
const MAX_NAME_LENGTH = 200;
const MAX_FIND_LENGTH = 500;

const segmentId = z.number().int().min(0);
const segmentIds = z.array(segmentId).min(1).max(100_000);
const text = z.string().max(MAX_TEXT_LENGTH);
const label = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(MAX_NAME_LENGTH);

/** Everything a person can do to a transcript. Each is one step of undo. */
export const transcriptEditSchema = z.discriminatedUnion('kind', [
  /** Words that stay keep their times; those that are new get times in between and are marked as edited. */
  z.strictObject({ kind: z.literal('setText'), segmentId, text: text.refine(isNotBlank) }),
  /**
   * The segment becomes two; `before` and `after` are its text, as edited so far, on both sides of the cut, with
   * the space that is there: where neither has one, a word is cut.
   */
  z.strictObject({
    kind: z.literal('split'),
    segmentId,
    before: text.refine(isNotBlank),
    after: text.refine(isNotBlank),
  }),
  /** The second segment becomes a part of the first. */
  z.strictObject({ kind: z.literal('merge'), segmentId, nextId: segmentId }),
  z.strictObject({ kind: z.literal('setRemoved'), segmentIds, removed: z.boolean() }),
  z.strictObject({ kind: z.literal('setSpeaker'), segmentIds, label: label.nullable() }),
  /** A speaker of that name, for these segments. */
  z.strictObject({ kind: z.literal('addSpeaker'), name, segmentIds: z.array(segmentId).max(100_000) }),
  z.strictObject({ kind: z.literal('renameSpeaker'), label, name }),
  /** All segments of one speaker become those of another, and the first is gone. */
  z.strictObject({ kind: z.literal('mergeSpeakers'), label, into: label }),
  /** In every segment that is not removed. A segment of which nothing is left is removed. */
  z.strictObject({
    kind: z.literal('replaceAll'),
    find: z.string().min(1).max(MAX_FIND_LENGTH),
    replacement: z.string().max(MAX_FIND_LENGTH),
    matchCase: z.boolean(),
  }),
]);

export type TranscriptEdit = z.output<typeof transcriptEditSchema>;
export type TranscriptEditKind = TranscriptEdit['kind'];

/** What undo and redo would act on; null where there is nothing. */
export interface EditHistory {
  readonly undo: TranscriptEditKind | null;
  readonly redo: TranscriptEditKind | null;
}

/** What became different with an edit, an undo or a redo: applied to the revision before, it gives `revision`. */
export interface TranscriptChange {
  readonly meetingId: string;
  readonly transcriptId: string;
  readonly revision: number;
  /** New and changed ones, whole. */
  readonly segments: readonly StoredSegment[];
  /** Ids of segments that are no more, as the second of two that were merged. */
  readonly deletedIds: readonly number[];
  /** All of them. */
  readonly speakers: readonly Speaker[];
  readonly history: EditHistory;
}

/** Finds a text as it stands: no character has a special meaning. Page and worker count the same matches with it. */
export function createFindPattern(find: string, matchCase: boolean): RegExp {
  return new RegExp(find.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), matchCase ? 'gu' : 'giu');
}

function isNotBlank(value: string): boolean {
  return value.trim() !== '';
}
