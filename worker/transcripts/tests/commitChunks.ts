import { z } from 'zod';
import { openDatabase } from '../../database/openDatabase.ts';
import { createTranscriptRepository } from '../transcriptRepository.ts';
import { CHUNK_COUNT, chunkOf } from './chunkOf.ts';

/**
 * Transcribes a made-up file into the library named on the command line as a job would: from the last checkpoint on,
 * or from the beginning. Prints the number of each chunk once it is committed. Meant to be killed.
 */
const repository = createTranscriptRepository({ database: openDatabase({ path: process.argv[2] ?? '' }) });
const media = {
  path: '/media/long.wav',
  contentHash: 'hash',
  sizeBytes: 1,
  durationSeconds: CHUNK_COUNT * 30,
};
const optionsKey = 'options';

const mediaId =
  repository.findMediaByHash(media.contentHash)?.mediaId ??
  repository.createMeeting({ title: 'Long', media }).media.mediaId;
const partial = repository.findPartialTranscript({ mediaId, optionsKey });
const transcriptId =
  partial?.transcript.transcriptId ??
  repository.startTranscript({
    meetingId: repository.findMeeting(mediaId)?.meetingId ?? '',
    modelId: 'tiny',
    device: 'cpu',
    language: 'en',
    optionsKey,
  }).transcriptId;
const { nextChunk } = z.object({ nextChunk: z.number() }).parse(partial?.checkpoint ?? { nextChunk: 0 });

for (let chunkIndex = nextChunk; chunkIndex < CHUNK_COUNT; chunkIndex += 1) {
  repository.commitChunk({
    transcriptId,
    jobId: null,
    chunkIndex,
    segments: chunkOf(chunkIndex),
    checkpoint: { nextChunk: chunkIndex + 1 },
  });
  process.stdout.write(`${chunkIndex}\n`);
}
repository.completeTranscript(transcriptId, { realTimeFactor: 0.1 });
