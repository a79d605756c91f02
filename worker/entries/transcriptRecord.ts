import { AppError, type Meeting, type Segment, type Transcript } from '../contract/index.ts';
import { roundSeconds } from '../exports/roundSeconds.ts';
import { toWordRecord } from '../exports/wordRecord.ts';

export interface TranscriptRecordOptions {
  /** As typed or found; the path in the library for `library show`. */
  readonly file: string;
  readonly words: boolean;
}

/** The `result` line of `--json`; docs/cli.md describes it. */
export function toTranscriptRecord(meeting: Meeting, { file, words }: TranscriptRecordOptions) {
  const transcript = getTranscript(meeting);
  const segments = transcript.segments.filter((segment) => segment.removed === null);
  return {
    type: 'result',
    file,
    meetingId: meeting.meetingId,
    model: transcript.modelId,
    device: transcript.device,
    language: transcript.language,
    durationSeconds: roundSeconds(meeting.durationSeconds),
    realTimeFactor: transcript.realTimeFactor,
    text: segments.map((segment) => segment.text.trim()).join(' '),
    segments: segments.map((segment) => toSegmentRecord(segment, words)),
  };
}

/** The current transcript; throws `not-found` for a meeting that has none yet. */
export function getTranscript({ meetingId, transcript }: Meeting): Transcript {
  if (transcript !== null) return transcript;
  throw new AppError('not-found', 'The meeting has no transcript.', {
    details: { kind: 'transcript of', id: meetingId },
  });
}

function toSegmentRecord({ start, end, text, channel, speaker, words }: Segment, withWords: boolean) {
  return {
    start: roundSeconds(start),
    end: roundSeconds(end),
    text: text.trim(),
    ...(channel === null ? {} : { channel }),
    ...(speaker === null ? {} : { speaker }),
    ...(withWords ? { words: words.map(toWordRecord) } : {}),
  };
}
