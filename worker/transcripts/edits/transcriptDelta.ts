import { z } from 'zod';
import { REMOVAL_REASONS } from '../../contract/index.ts';
import type { StoredSegment } from '../../contract/index.ts';

const wordSchema = z.object({
  start: z.number(),
  end: z.number(),
  text: z.string(),
  probability: z.number(),
  approximate: z.boolean(),
  edited: z.literal(true).exactOptional(),
});

/** A segment without its id. */
export const segmentFieldsSchema = z.object({
  start: z.number(),
  end: z.number(),
  text: z.string(),
  language: z.string(),
  channel: z.number().nullable(),
  speaker: z.string().nullable(),
  avgLogprob: z.number(),
  noSpeechProb: z.number(),
  compressionRatio: z.number(),
  temperature: z.number(),
  removed: z.enum(REMOVAL_REASONS).nullable(),
  edited: z.boolean(),
  words: z.array(wordSchema),
});

const sideSchema = segmentFieldsSchema.partial().nullable();

/** What an edit makes different, in both directions, so that it can be undone and done again without looking at more. */
export const transcriptDeltaSchema = z.object({
  /** A side that is null: the segment is not there. Of a segment that is on both, only what differs. */
  segments: z.array(z.object({ id: z.number(), before: sideSchema, after: sideSchema })),
  /** Names by label; null: the speaker is not there. */
  speakers: z.array(
    z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});

export type TranscriptDelta = z.output<typeof transcriptDeltaSchema>;
export type SegmentDelta = TranscriptDelta['segments'][number];
/** Fields of a segment, as the delta holds them. */
export type SegmentFields = NonNullable<SegmentDelta['after']>;
export type SpeakerDelta = TranscriptDelta['speakers'][number];

/** From one state of a segment to another; null on the side where it is not there. */
export function toSegmentDelta(
  before: StoredSegment | null,
  after: StoredSegment | null,
): SegmentDelta | null {
  const id = before?.id ?? after?.id;
  if (id === undefined) return null;
  if (before === null || after === null) {
    return { id, before: toFields(before), after: toFields(after) };
  }
  const differing = fieldNames.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (differing.length === 0) return null;
  const pick = (segment: StoredSegment) => Object.fromEntries(differing.map((name) => [name, segment[name]]));
  return { id, before: pick(before), after: pick(after) };
}

/** The same delta backwards. */
export function invertDelta({ segments, speakers }: TranscriptDelta): TranscriptDelta {
  return {
    // Backwards in order too: what was made last goes first.
    segments: segments.map(({ id, before, after }) => ({ id, before: after, after: before })).reverse(),
    speakers: speakers.map(({ label, before, after }) => ({ label, before: after, after: before })).reverse(),
  };
}

const fieldNames = Object.keys(segmentFieldsSchema.shape) as (keyof typeof segmentFieldsSchema.shape)[];

function toFields(segment: StoredSegment | null): SegmentFields | null {
  if (segment === null) return null;
  return Object.fromEntries(fieldNames.map((name) => [name, segment[name]]));
}
