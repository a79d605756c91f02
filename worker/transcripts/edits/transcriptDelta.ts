import { z } from 'zod';
import { REMOVAL_REASONS } from '../../contract/index.ts';
import type { StoredSegment, Word } from '../../contract/index.ts';
import { isStoredWord, type StoredWord, toStoredWord } from '../wordsColumn.ts';

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

const storedWordSchema = z.custom<StoredWord>(isStoredWord);

/** Words of a segment that took the place of others; `at` is the index of the first, which is the same on both sides. */
const wordSpliceSchema = z.object({
  at: z.number(),
  before: z.array(storedWordSchema),
  after: z.array(storedWordSchema),
});

export const segmentDeltaSchema = z.object({
  id: z.number(),
  before: sideSchema,
  after: sideSchema,
  /** Of a segment that is on both sides; edits of the first version have all of its words in the sides. */
  words: z.array(wordSpliceSchema).exactOptional(),
});

const speakerDeltaSchema = z.object({
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Label of the speaker that this one is one with on the side where it is not there. */
  mergedInto: z.string().exactOptional(),
});

/** What an edit makes different, in both directions, so that it can be undone and done again without looking at more. */
export const transcriptDeltaSchema = z.object({
  /** A side that is null: the segment is not there. Of a segment that is on both, only what differs. */
  segments: z.array(segmentDeltaSchema),
  /** Names by label; null: the speaker is not there. */
  speakers: z.array(speakerDeltaSchema),
});

/** The same, with its segments as they are in the log. */
export const unreadDeltaSchema = z.object({
  segments: z.array(z.unknown()),
  speakers: z.array(speakerDeltaSchema),
});

export type TranscriptDelta = z.output<typeof transcriptDeltaSchema>;
export type WordSplice = z.output<typeof wordSpliceSchema>;
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
  const words = toWordSplices(before.words, after.words);
  const differing = fieldNames.filter((name) => name !== 'words' && before[name] !== after[name]);
  if (differing.length === 0 && words.length === 0) return null;
  const pick = (segment: StoredSegment) => Object.fromEntries(differing.map((name) => [name, segment[name]]));
  return { id, before: pick(before), after: pick(after), ...(words.length === 0 ? {} : { words }) };
}

/** One for each run of words that differ where their number is the same, else one for all from the first to the last. */
function toWordSplices(before: readonly Word[], after: readonly Word[]): WordSplice[] {
  if (before.length !== after.length) return [toWordSplice(before, after)];
  const splices: WordSplice[] = [];
  for (const [at, word] of before.entries()) {
    const written = after[at];
    if (written === undefined || isSameWord(word, written)) continue;
    const last = splices.at(-1);
    if (last !== undefined && last.at + last.before.length === at) {
      last.before.push(toStoredWord(word));
      last.after.push(toStoredWord(written));
    } else {
      splices.push({ at, before: [toStoredWord(word)], after: [toStoredWord(written)] });
    }
  }
  return splices;
}

function toWordSplice(before: readonly Word[], after: readonly Word[]): WordSplice {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSameWord(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSameWord(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  return {
    at: head,
    before: before.slice(head, before.length - tail).map(toStoredWord),
    after: after.slice(head, after.length - tail).map(toStoredWord),
  };
}

function isSameWord(a: Word | undefined, b: Word | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.start === b.start &&
    a.end === b.end &&
    a.text === b.text &&
    a.probability === b.probability &&
    a.approximate === b.approximate &&
    a.edited === b.edited
  );
}

/** The same delta backwards. */
export function invertDelta({ segments, speakers }: TranscriptDelta): TranscriptDelta {
  return {
    // Backwards in order too: what was made last goes first.
    segments: segments.map(invertSegmentDelta).reverse(),
    speakers: speakers.map(invertSpeakerDelta).reverse(),
  };
}

export function invertSpeakerDelta({ before, after, ...speaker }: SpeakerDelta): SpeakerDelta {
  return { ...speaker, before: after, after: before };
}

export function invertSegmentDelta({ id, before, after, words }: SegmentDelta): SegmentDelta {
  const swapped = { id, before: after, after: before };
  if (words === undefined) return swapped;
  const swap = ({ at, before: old, after: written }: WordSplice) => ({ at, before: written, after: old });
  return { ...swapped, words: words.map(swap) };
}

const fieldNames = Object.keys(segmentFieldsSchema.shape) as (keyof typeof segmentFieldsSchema.shape)[];

function toFields(segment: StoredSegment | null): SegmentFields | null {
  if (segment === null) return null;
  return Object.fromEntries(fieldNames.map((name) => [name, segment[name]]));
}
