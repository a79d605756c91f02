import { openDatabase } from '../../database/openDatabase.ts';
import type { Database } from '../../database/connection.ts';
import type { Logger } from '../../lib/logger.ts';
import { createTranscriptRepository } from '../transcriptRepository.ts';
import type { TranscriptRepository } from '../transcriptRepository.ts';

export interface TestLibrary {
  readonly database: Database;
  readonly repository: TranscriptRepository;
  /** A meeting about media of its own, with a transcript that is begun. */
  begin(name: string): {
    readonly meetingId: string;
    readonly mediaId: string;
    readonly transcriptId: string;
  };
}

/** A library whose clock counts up by one a look. */
export function openLibrary({
  path = ':memory:',
  logger,
}: { path?: string; logger?: Logger } = {}): TestLibrary {
  const database = openDatabase({ path });
  let nowMs = 0;
  const repository = createTranscriptRepository({
    database,
    ...(logger === undefined ? {} : { logger }),
    now: () => {
      nowMs += 1;
      return nowMs;
    },
  });
  return {
    database,
    repository,
    begin(name) {
      const { meetingId, media } = repository.createMeeting({
        title: name,
        media: {
          path: `/media/${name}.wav`,
          contentHash: `hash of ${name}`,
          sizeBytes: 1000,
          durationSeconds: 60,
        },
      });
      const { transcriptId } = repository.startTranscript({
        meetingId,
        modelId: 'tiny',
        device: 'cpu',
        language: 'auto',
        optionsKey: 'options',
      });
      return { meetingId, mediaId: media.mediaId, transcriptId };
    },
  };
}
