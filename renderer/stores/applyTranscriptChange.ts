import type { Meeting, StoredSegment, TranscriptChange } from '../../worker/contract/index.ts';

/** The meeting with a change that follows its revision; segments stay the same objects where nothing changed. */
export function applyTranscriptChange(meeting: Meeting, change: TranscriptChange): Meeting {
  const { transcript } = meeting;
  if (transcript === null) return meeting;
  const { revision, speakers, history } = change;
  const segments = replaceSegments(transcript.segments, change.segments, change.deletedIds);
  return {
    ...meeting,
    speakerCount: speakers.length,
    transcript: { ...transcript, segments, speakers, revision, history },
  };
}

/** In time order; a segment with an id that is known takes its place. */
export function replaceSegments(
  before: readonly StoredSegment[],
  changed: readonly StoredSegment[],
  deletedIds: readonly number[] = [],
): readonly StoredSegment[] {
  const byId = new Map(before.map((segment) => [segment.id, segment]));
  for (const id of deletedIds) byId.delete(id);
  for (const segment of changed) byId.set(segment.id, segment);
  return [...byId.values()].sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id);
}
