import { join } from 'node:path';
import type { Segment } from '../../../worker/contract/index.ts';
import { openDatabase } from '../../../worker/database/openDatabase.ts';
import { createTranscriptRepository } from '../../../worker/transcripts/transcriptRepository.ts';
import { createTextSource } from '../fixtures/createTextSource.ts';
import type { FillLibraryCalls } from './fillLibraryCalls.ts';
import { serveChild } from './serveChild.ts';

const SEGMENTS_PER_CHUNK = 30;
const SEGMENT_SECONDS = 6;

serveChild<FillLibraryCalls>({
  async fill({ dataDir, meetings, segmentsPerMeeting }) {
    const database = openDatabase({ path: join(dataDir, 'library.db') });
    const repository = createTranscriptRepository({ database });
    const nextSentence = createTextSource(1);
    for (let number = 0; number < meetings; number++) {
      const { meetingId } = repository.createMeeting({
        title: `Meeting ${number}`,
        media: {
          path: `/media/${number}.wav`,
          contentHash: `hash-${number}`,
          sizeBytes: 1,
          durationSeconds: segmentsPerMeeting * SEGMENT_SECONDS,
        },
      });
      const { transcriptId } = repository.startTranscript({
        meetingId,
        modelId: 'bench',
        device: 'cpu',
        language: 'en',
        optionsKey: 'bench',
      });
      for (let first = 0; first < segmentsPerMeeting; first += SEGMENTS_PER_CHUNK) {
        const count = Math.min(SEGMENTS_PER_CHUNK, segmentsPerMeeting - first);
        repository.commitChunk({
          transcriptId,
          jobId: null,
          chunkIndex: first / SEGMENTS_PER_CHUNK,
          segments: Array.from({ length: count }, (_, i) => createSegment(first + i, nextSentence())),
          checkpoint: null,
        });
      }
      repository.completeTranscript(transcriptId, { realTimeFactor: 0.1 });
    }
    database.close();
    return null;
  },
});

function createSegment(place: number, text: string): Segment {
  return {
    start: place * SEGMENT_SECONDS,
    end: (place + 1) * SEGMENT_SECONDS,
    text,
    language: 'en',
    channel: null,
    speaker: null,
    avgLogprob: -0.3,
    noSpeechProb: 0.01,
    compressionRatio: 1.2,
    temperature: 0,
    removed: null,
    words: [],
  };
}
