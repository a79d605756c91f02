import type { Meeting } from '../../contract/index.ts';
import { createTestSegment, createTestWords } from '../../exports/testDocuments.ts';

const SEGMENT = createTestSegment({
  start: 0.5,
  end: 1.5,
  text: ' Good morning.',
  words: createTestWords('Good morning.', 0.5, 0.5),
});

/** One segment that was said, and one that was removed. */
export const TEST_MEETING: Meeting = {
  meetingId: 'm1',
  title: 'talk',
  createdAtMs: Date.UTC(2025, 2, 14),
  durationSeconds: 60,
  language: 'en',
  status: 'complete',
  speakerCount: 0,
  media: { mediaId: 'x1', path: '/talk.wav', contentHash: '00', sizeBytes: 1, durationSeconds: 60 },
  transcript: {
    transcriptId: 't1',
    meetingId: 'm1',
    modelId: 'earshot-starter',
    device: 'cpu',
    language: 'en',
    status: 'complete',
    createdAtMs: Date.UTC(2025, 2, 14),
    realTimeFactor: 0.1,
    speakers: [],
    revision: 0,
    history: { undo: null, redo: null },
    segments: [
      { ...SEGMENT, id: 0, edited: false },
      {
        ...SEGMENT,
        id: 1,
        edited: false,
        start: 50,
        end: 59,
        text: ' Thanks for watching!',
        removed: 'known-phrase',
      },
    ],
  },
  transcripts: [],
  notes: '',
};
