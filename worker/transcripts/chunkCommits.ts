import { AppError } from '../contract/index.ts';
import type { Segment, StoredSegment } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { toKey } from '../database/publicId.ts';
import { followMerges, readMergedSpeakers } from './mergedSpeakers.ts';
import type { Segments } from './segments.ts';
import type { Transcripts } from './transcripts.ts';

export interface ChunkCommit {
  readonly transcriptId: string;
  /** The job that did the work; null where there is none. */
  readonly jobId: string | null;
  /** Number of the chunk within the transcript, from 0; later chunks of one channel have higher numbers. */
  readonly chunkIndex: number;
  /** At most MAX_SEGMENTS_PER_CHUNK, in time order, times in seconds of the media. */
  readonly segments: readonly Segment[];
  /** Where to go on after this chunk: any JSON value, given back by `findPartialTranscript`. */
  readonly checkpoint: unknown;
}

export interface ChunkCommits {
  commitChunk(commit: ChunkCommit): readonly StoredSegment[];
}

/**
 * A chunk holds at most 224 new tokens (openai/whisper's half context), so it cannot have more segments than that;
 * this leaves room. A segment's id is made from its chunk's number and its place within the chunk, so that ids are
 * the same however often, and in whatever order, the chunks were committed.
 */
export const MAX_SEGMENTS_PER_CHUNK = 1000;

const SAVE_CHECKPOINT = `
  INSERT INTO checkpoints (transcript_key, job_key, state, saved_at_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT (transcript_key) DO UPDATE
    SET job_key = excluded.job_key, state = excluded.state, saved_at_ms = excluded.saved_at_ms`;

export interface ChunkCommitsOptions {
  readonly database: Database;
  readonly segments: Segments;
  readonly transcripts: Transcripts;
  readonly now: () => number;
}

export function createChunkCommits({
  database,
  segments,
  transcripts,
  now,
}: ChunkCommitsOptions): ChunkCommits {
  return {
    commitChunk: (commit) =>
      database.transaction(() => {
        const { chunkIndex } = commit;
        assertChunk(commit);
        const transcriptKey = transcripts.keyOfPartial(commit.transcriptId);
        const firstId = chunkIndex * MAX_SEGMENTS_PER_CHUNK;
        const { changes } = database.run(
          'INSERT INTO chunks (transcript_key, chunk_index) VALUES (?, ?) ON CONFLICT DO NOTHING',
          transcriptKey,
          chunkIndex,
        );
        if (changes > 0) {
          const named = applyMerges(database, transcriptKey, commit.segments);
          for (const [place, segment] of named.entries()) {
            segments.insert(transcriptKey, firstId + place, segment);
          }
          addSpeakers(database, transcriptKey, named);
          database.run(
            SAVE_CHECKPOINT,
            transcriptKey,
            commit.jobId === null ? null : toKey('job', commit.jobId),
            JSON.stringify(commit.checkpoint ?? null),
            now(),
          );
        }
        return segments.listRange(transcriptKey, firstId, firstId + MAX_SEGMENTS_PER_CHUNK);
      }),
  };
}

function assertChunk({ transcriptId, chunkIndex, segments }: ChunkCommit): void {
  const isValid =
    Number.isSafeInteger(chunkIndex) && chunkIndex >= 0 && segments.length <= MAX_SEGMENTS_PER_CHUNK;
  if (isValid) return;
  throw new AppError('invalid-request', 'The chunk cannot be numbered.', {
    details: { transcriptId, chunkIndex, segmentCount: segments.length },
  });
}

/** A speaker that a person merged into another stays so in what comes after that. */
function applyMerges(
  database: Database,
  transcriptKey: number,
  segments: readonly Segment[],
): readonly Segment[] {
  const merged = readMergedSpeakers(database, transcriptKey);
  if (merged.size === 0) return segments;
  return segments.map((segment) =>
    segment.speaker === null ? segment : { ...segment, speaker: followMerges(merged, segment.speaker) },
  );
}

/** A speaker is called by the label until a person gives a name. */
function addSpeakers(database: Database, transcriptKey: number, segments: readonly Segment[]): void {
  const labels = new Set(segments.map(({ speaker }) => speaker).filter((label) => label !== null));
  for (const label of labels) {
    database.run(
      'INSERT INTO speakers (transcript_key, label, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      transcriptKey,
      label,
      label,
    );
  }
}
