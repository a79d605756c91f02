import { AppError, createFindPattern } from '../../contract/index.ts';
import type { Speaker, StoredSegment, TranscriptEdit } from '../../contract/index.ts';
import { assertNever } from '../../lib/assertNever.ts';
import { createSpeakerLabel } from '../speakerLabel.ts';
import { mergeSegments, setSegmentText, splitSegment } from './editSegment.ts';
import { toSegmentDelta, type SpeakerDelta, type TranscriptDelta } from './transcriptDelta.ts';

/** What an edit may look at. */
export interface EditableTranscript {
  /** Throws `not-found`. */
  getSegment(id: number): StoredSegment;
  listSegments(): readonly StoredSegment[];
  readonly speakers: readonly Speaker[];
  /** Labels of speakers that were merged into others: what is still to come may have them. */
  readonly mergedLabels: readonly string[];
  /** An id that no segment of the transcript has or will have. */
  createSegmentId(): number;
}

/** What an edit makes of a transcript, without changing it. Throws `not-found` for segments and speakers it has not. */
export function applyEdit(transcript: EditableTranscript, edit: TranscriptEdit): TranscriptDelta {
  const { getSegment, listSegments } = transcript;
  switch (edit.kind) {
    case 'setText': {
      const segment = getSegment(edit.segmentId);
      return change([[segment, setSegmentText(segment, edit.text) ?? segment]]);
    }
    case 'split': {
      const segment = getSegment(edit.segmentId);
      const [first, second] = splitSegment(segment, edit.before, edit.after);
      return change([
        [segment, first],
        [null, { ...second, id: transcript.createSegmentId() }],
      ]);
    }
    case 'merge': {
      if (edit.segmentId === edit.nextId) return change([]);
      const first = getSegment(edit.segmentId);
      const second = getSegment(edit.nextId);
      return change([
        [first, mergeSegments(first, second)],
        [second, null],
      ]);
    }
    case 'setRemoved':
      return change(
        getSegments(transcript, edit.segmentIds).map((segment) => {
          // Removing what is removed already keeps the first reason.
          const removed = edit.removed ? (segment.removed ?? 'user') : null;
          return [segment, { ...segment, removed }];
        }),
      );
    case 'setSpeaker':
      if (edit.label !== null) getName(transcript, edit.label);
      return change(getSegments(transcript, edit.segmentIds).map(toSpeaker(edit.label)));
    case 'addSpeaker': {
      const label = createLabel(transcript);
      const pairs = getSegments(transcript, edit.segmentIds).map(toSpeaker(label));
      return change(pairs, [{ label, before: null, after: edit.name }]);
    }
    case 'renameSpeaker': {
      const before = getName(transcript, edit.label);
      return change([], before === edit.name ? [] : [{ label: edit.label, before, after: edit.name }]);
    }
    case 'mergeSpeakers': {
      const before = getName(transcript, edit.label);
      getName(transcript, edit.into);
      if (edit.label === edit.into) return change([]);
      const theirs = listSegments().filter(({ speaker }) => speaker === edit.label);
      return change(theirs.map(toSpeaker(edit.into)), [
        { label: edit.label, before, after: null, mergedInto: edit.into },
      ]);
    }
    case 'replaceAll':
      return change(replaceAll(listSegments(), edit));
    default:
      return assertNever(edit);
  }
}

type SegmentPair = readonly [before: StoredSegment | null, after: StoredSegment | null];

function change(pairs: readonly SegmentPair[], speakers: readonly SpeakerDelta[] = []): TranscriptDelta {
  const segments = pairs
    .map(([before, after]) => toSegmentDelta(before, after))
    .filter((delta) => delta !== null);
  return { segments, speakers: [...speakers] };
}

function getSegments({ getSegment }: EditableTranscript, ids: readonly number[]): readonly StoredSegment[] {
  return [...new Set(ids)].map(getSegment);
}

function toSpeaker(label: string | null): (segment: StoredSegment) => SegmentPair {
  return (segment) => [segment, { ...segment, speaker: label }];
}

function getName({ speakers }: EditableTranscript, label: string): string {
  const speaker = speakers.find((other) => other.label === label);
  if (speaker !== undefined) return speaker.name;
  throw new AppError('not-found', 'The transcript has no such speaker.', {
    details: { kind: 'speaker', id: label },
  });
}

const LABEL = /^SPEAKER_(\d{1,6})$/;

function createLabel({ speakers, mergedLabels }: EditableTranscript): string {
  const labels = [...speakers.map(({ label }) => label), ...mergedLabels];
  const numbers = labels.map((label) => Number(LABEL.exec(label)?.[1] ?? -1));
  return createSpeakerLabel(Math.max(-1, ...numbers) + 1);
}

function replaceAll(
  segments: readonly StoredSegment[],
  { find, replacement, matchCase }: Extract<TranscriptEdit, { kind: 'replaceAll' }>,
): readonly SegmentPair[] {
  const pattern = createFindPattern(find, matchCase);
  return segments
    .filter(({ removed }) => removed === null)
    .map((segment) => {
      const text = segment.text.replace(pattern, () => replacement);
      if (text === segment.text) return [segment, segment];
      if (text.trim() === '') return [segment, { ...segment, removed: 'user' }];
      return [segment, setSegmentText(segment, text) ?? segment];
    });
}
