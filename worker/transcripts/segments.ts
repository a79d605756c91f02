import { z } from 'zod';
import { REMOVAL_REASONS } from '../contract/index.ts';
import type { Segment, StoredSegment, Word } from '../contract/index.ts';
import type { Database, Row, SqlValue } from '../database/connection.ts';
import type { Logger } from '../lib/logger.ts';
import { toIndexedText } from './indexedText.ts';
import { decodeWords, encodeWords } from './wordsColumn.ts';

/** A segment that is new has not been edited unless it says so. */
export type NewSegment = Segment & { readonly edited?: boolean };

/** A segment as it is to be stored in place of another, worked out before it is written. */
export interface SegmentUpdate {
  readonly segmentId: number;
  /** In the order of the table. */
  readonly columns: readonly SqlValue[];
  /** `same`: they are left alone. */
  readonly words: { readonly encoded: string | null } | 'same';
}

/** Rows <-> segments of one transcript, which is named by its key here. */
export interface Segments {
  insert(transcriptKey: number, segmentId: number, segment: NewSegment): void;
  update(transcriptKey: number, update: SegmentUpdate): void;
  delete(transcriptKey: number, segmentId: number): void;
  find(transcriptKey: number, segmentId: number): StoredSegment | null;
  /** In time order. */
  list(transcriptKey: number): readonly StoredSegment[];
  /** Those with `firstId <= id < endId`, by id. */
  listRange(transcriptKey: number, firstId: number, endId: number): readonly StoredSegment[];
  /** At most so many, by id, of those with a greater id, and the id to go on from; null after the last. */
  listAfter(
    transcriptKey: number,
    segmentId: number,
    limit: number,
  ): { readonly segments: readonly StoredSegment[]; readonly lastId: number | null };
  count(transcriptKey: number): number;
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
  edited: z.literal([0, 1]),
  words: z.string().nullable(),
});

const SELECT = `SELECT segments.*, words.words FROM segments LEFT JOIN words USING (segment_key) WHERE transcript_key = ?`;
const LIST = `${SELECT} ORDER BY start, "end", segment_id`;
const LIST_RANGE = `${SELECT} AND segment_id >= ? AND segment_id < ? ORDER BY segment_id`;
const LIST_AFTER = `${SELECT} AND segment_id > ? ORDER BY segment_id LIMIT ?`;
const INSERT = `
  INSERT INTO segments (transcript_key, segment_id, start, "end", text, indexed_text, language, channel, speaker,
    avg_logprob, no_speech_prob, compression_ratio, temperature, removed, edited)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE = `
  UPDATE segments SET start = ?, "end" = ?, text = ?, indexed_text = ?, language = ?, channel = ?, speaker = ?,
    avg_logprob = ?, no_speech_prob = ?, compression_ratio = ?, temperature = ?, removed = ?, edited = ?
  WHERE transcript_key = ? AND segment_id = ? RETURNING segment_key`;
const SAVE_WORDS = `
  INSERT INTO words (segment_key, words) VALUES (?, ?)
  ON CONFLICT (segment_key) DO UPDATE SET words = excluded.words`;

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
      edited: data.edited === 1,
      words: words ?? [],
    };
  };
  const readAll = (rows: readonly Row[]) => rows.map(read).filter((segment) => segment !== null);
  const listRange = (transcriptKey: number, firstId: number, endId: number) =>
    readAll(database.all(LIST_RANGE, transcriptKey, firstId, endId));

  const saveWords = (segmentKey: number, encoded: string | null): void => {
    if (encoded !== null) database.run(SAVE_WORDS, segmentKey, encoded);
    else database.run('DELETE FROM words WHERE segment_key = ?', segmentKey);
  };

  return {
    insert(transcriptKey, segmentId, segment) {
      const { lastRowId } = database.run(INSERT, transcriptKey, segmentId, ...toColumns(segment));
      if (segment.words.length > 0) saveWords(lastRowId, toColumn(segment.words));
    },
    update(transcriptKey, { segmentId, columns, words }) {
      const row = database.get(UPDATE, ...columns, transcriptKey, segmentId);
      if (row !== undefined && words !== 'same') saveWords(Number(row['segment_key']), words.encoded);
    },
    delete(transcriptKey, segmentId) {
      database.run(
        'DELETE FROM segments WHERE transcript_key = ? AND segment_id = ?',
        transcriptKey,
        segmentId,
      );
    },
    find: (transcriptKey, segmentId) => listRange(transcriptKey, segmentId, segmentId + 1)[0] ?? null,
    list: (transcriptKey) => readAll(database.all(LIST, transcriptKey)),
    listRange,
    listAfter(transcriptKey, segmentId, limit) {
      const rows = database.all(LIST_AFTER, transcriptKey, segmentId, limit);
      const last = rows.at(-1)?.['segment_id'];
      return { segments: readAll(rows), lastId: last === undefined ? null : Number(last) };
    },
    count: (transcriptKey) =>
      Number(
        database.get('SELECT count(*) AS count FROM segments WHERE transcript_key = ?', transcriptKey)?.[
          'count'
        ],
      ),
  };
}

/** Words that are the same list as those of `stored` are left alone. */
export function toSegmentUpdate(stored: StoredSegment, segment: NewSegment): SegmentUpdate {
  const words = segment.words === stored.words ? 'same' : { encoded: toColumn(segment.words) };
  return { segmentId: stored.id, columns: toColumns(segment), words };
}

function toColumn(words: readonly Word[]): string | null {
  return words.length === 0 ? null : encodeWords(words);
}

/** In the order of INSERT and UPDATE. */
function toColumns(segment: NewSegment): readonly SqlValue[] {
  return [
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
    segment.edited === true ? 1 : 0,
  ];
}
