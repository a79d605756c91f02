import { z } from 'zod';
import { AppError, REMOVAL_REASONS } from '../contract/index.ts';
import type { Segment, StoredSegment } from '../contract/index.ts';
import type { Database, Row } from '../database/connection.ts';
import { notFound, toKey } from '../database/publicId.ts';
import type { Logger } from '../lib/logger.ts';
import { toIndexedText } from './indexedText.ts';
import { decodeWords, encodeWords } from './wordsColumn.ts';

export interface SegmentRemoval {
  readonly transcriptId: string;
  readonly segmentId: number;
  readonly removed: boolean;
}

/** Rows <-> segments of one transcript, which is named by its key here. */
export interface Segments {
  insert(transcriptKey: number, segmentId: number, segment: Segment): void;
  /** In time order. */
  list(transcriptKey: number): readonly StoredSegment[];
  /** Those with `firstId <= id < endId`, by id. */
  listRange(transcriptKey: number, firstId: number, endId: number): readonly StoredSegment[];
  setRemoved(change: SegmentRemoval): StoredSegment;
}

const segmentRow = z.object({
  segment_id: z.number().int().min(0),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  language: z.string(),
  channel: z.number().int().nullable(),
  speaker: z.string().nullable(),
  avg_logprob: z.number(),
  no_speech_prob: z.number(),
  compression_ratio: z.number(),
  temperature: z.number(),
  removed: z.enum(REMOVAL_REASONS).nullable(),
  words: z.string().nullable(),
});

const SELECT = `SELECT segments.*, words.words FROM segments LEFT JOIN words USING (segment_key) WHERE transcript_key = ?`;
const LIST = `${SELECT} ORDER BY start, "end", segment_id`;
const LIST_RANGE = `${SELECT} AND segment_id >= ? AND segment_id < ? ORDER BY segment_id`;
const INSERT = `
  INSERT INTO segments (transcript_key, segment_id, start, "end", text, indexed_text, language, channel, speaker,
    avg_logprob, no_speech_prob, compression_ratio, temperature, removed)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function createSegments({
  database,
  logger,
}: {
  readonly database: Database;
  readonly logger: Logger;
}): Segments {
  /** Null for a row that cannot be understood: it stays in the file and out of the transcript. */
  const read = (row: Row): StoredSegment | null => {
    const parsed = segmentRow.safeParse(row);
    if (!parsed.success) {
      logger.error('Segment cannot be read.', {
        segmentKey: row['segment_key'],
        problem: parsed.error.issues[0]?.path,
      });
      return null;
    }
    const { data } = parsed;
    const words = data.words === null ? [] : decodeWords(data.words);
    if (words === null) logger.error('Words cannot be read.', { segmentKey: row['segment_key'] });
    return {
      id: data.segment_id,
      start: data.start,
      end: data.end,
      text: data.text,
      language: data.language,
      channel: data.channel,
      speaker: data.speaker,
      avgLogprob: data.avg_logprob,
      noSpeechProb: data.no_speech_prob,
      compressionRatio: data.compression_ratio,
      temperature: data.temperature,
      removed: data.removed,
      words: words ?? [],
    };
  };
  const readAll = (rows: readonly Row[]) => rows.map(read).filter((segment) => segment !== null);
  const listRange = (transcriptKey: number, firstId: number, endId: number) =>
    readAll(database.all(LIST_RANGE, transcriptKey, firstId, endId));

  return {
    insert(transcriptKey, segmentId, segment) {
      const { lastRowId } = database.run(
        INSERT,
        transcriptKey,
        segmentId,
        segment.start,
        segment.end,
        segment.text,
        toIndexedText(segment.text),
        segment.language,
        segment.channel,
        segment.speaker,
        segment.avgLogprob,
        segment.noSpeechProb,
        segment.compressionRatio,
        segment.temperature,
        segment.removed,
      );
      if (segment.words.length > 0) {
        database.run(
          'INSERT INTO words (segment_key, words) VALUES (?, ?)',
          lastRowId,
          encodeWords(segment.words),
        );
      }
    },
    list: (transcriptKey) => readAll(database.all(LIST, transcriptKey)),
    listRange,
    setRemoved({ transcriptId, segmentId, removed }) {
      const transcriptKey = toKey('transcript', transcriptId);
      return database.transaction(() => {
        if (database.get('SELECT 1 FROM transcripts WHERE transcript_key = ?', transcriptKey) === undefined) {
          throw notFound('transcript', transcriptId);
        }
        // Removing what is removed already keeps the first reason.
        database.run(
          `UPDATE segments SET removed = CASE WHEN ? THEN coalesce(removed, 'user') END
           WHERE transcript_key = ? AND segment_id = ?`,
          removed ? 1 : 0,
          transcriptKey,
          segmentId,
        );
        const segment = listRange(transcriptKey, segmentId, segmentId + 1)[0];
        if (segment === undefined) {
          throw new AppError('not-found', 'The transcript has no such segment.', {
            details: { kind: 'segment', transcriptId, segmentId },
          });
        }
        return segment;
      });
    },
  };
}
