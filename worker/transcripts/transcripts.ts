import { z } from 'zod';
import { AppError } from '../contract/index.ts';
import type { Speaker, Transcript, TranscriptSummary } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { notFound, toKey, toPublicId } from '../database/publicId.ts';
import type { Logger } from '../lib/logger.ts';
import { readHistory } from './edits/readHistory.ts';
import type { Segments } from './segments.ts';

export interface NewTranscript {
  readonly meetingId: string;
  readonly modelId: string;
  /** Execution provider; `update` and `complete` may correct it. */
  readonly device: string;
  /** Whisper code, or `auto` until it is known. */
  readonly language: string;
  /** Everything the result depends on besides the media, as one string: equal keys mean equal transcripts. */
  readonly optionsKey: string;
}

export interface WantedTranscript {
  readonly mediaId: string;
  readonly optionsKey: string;
}

export interface PartialTranscript {
  readonly transcript: TranscriptSummary;
  /** As given to the last `commitChunk`; null before the first. */
  readonly checkpoint: unknown;
  /** Numbers of the chunks that are stored, ascending. */
  readonly committedChunks: readonly number[];
}

export interface TranscriptOutcome {
  /** Processing time divided by audio duration. */
  readonly realTimeFactor: number;
  readonly language?: string;
  readonly device?: string;
}

export interface Transcripts {
  start(transcript: NewTranscript): TranscriptSummary;
  findComplete(wanted: WantedTranscript): TranscriptSummary | null;
  findPartial(wanted: WantedTranscript): PartialTranscript | null;
  get(transcriptId: string): Transcript;
  /** Newest first. */
  listOfMeeting(meetingKey: number): readonly TranscriptSummary[];
  update(transcriptId: string, changes: Omit<TranscriptOutcome, 'realTimeFactor'>): TranscriptSummary;
  complete(transcriptId: string, outcome: TranscriptOutcome): TranscriptSummary;
  discard(transcriptId: string): void;
  /** Deletes one version of its meeting, of which another that is complete stays; returns the one it was. */
  remove(transcriptId: string): TranscriptSummary;
  /** The key of a transcript that still takes chunks; throws for any other. */
  keyOfPartial(transcriptId: string): number;
  listSpeakers(transcriptId: string): readonly Speaker[];
  /** Shows one that is complete as if it just were. */
  showAgain(transcriptId: string): void;
  /** Shows this one of the meeting's transcripts. */
  setCurrent(transcriptId: string): TranscriptSummary;
}

const transcriptRow = z.object({
  transcript_key: z.number(),
  meeting_key: z.number(),
  model_id: z.string(),
  device: z.string(),
  language: z.string(),
  status: z.enum(['partial', 'complete']),
  created_at_ms: z.number(),
  real_time_factor: z.number().nullable(),
  revision: z.number(),
});
const speakerRow = z.object({ label: z.string(), name: z.string() });

const FIND = `
  SELECT transcripts.* FROM transcripts JOIN meetings USING (meeting_key)
  WHERE media_key = ? AND options_key = ? AND status = ? ORDER BY transcript_key DESC LIMIT 1`;

const OTHER_COMPLETE = `
  SELECT 1 FROM transcripts WHERE meeting_key = ? AND transcript_key <> ? AND status = 'complete' LIMIT 1`;

export interface TranscriptsOptions {
  readonly database: Database;
  readonly segments: Segments;
  readonly logger: Logger;
  readonly now: () => number;
}

export function createTranscripts({ database, segments, logger, now }: TranscriptsOptions): Transcripts {
  const getRow = (transcriptId: string) => {
    const row = database.get(
      'SELECT * FROM transcripts WHERE transcript_key = ?',
      toKey('transcript', transcriptId),
    );
    if (row === undefined) throw notFound('transcript', transcriptId);
    return transcriptRow.parse(row);
  };
  const getPartialRow = (transcriptId: string) => {
    const row = getRow(transcriptId);
    if (row.status === 'partial') return row;
    throw new AppError('invalid-request', 'The transcript is complete.', { details: { transcriptId } });
  };
  const getSummary = (transcriptId: string) => toSummary(getRow(transcriptId));
  const find = ({ mediaId, optionsKey }: WantedTranscript, status: 'partial' | 'complete') => {
    const row = database.get(FIND, toKey('media', mediaId), optionsKey, status);
    return row === undefined ? null : transcriptRow.parse(row);
  };
  /** Null before the first chunk; undefined if it cannot be read, which leaves the transcript aside. */
  const readCheckpoint = (transcriptKey: number): unknown => {
    const row = database.get('SELECT state FROM checkpoints WHERE transcript_key = ?', transcriptKey);
    if (row === undefined) return null;
    try {
      return JSON.parse(String(row['state']));
    } catch {
      // Without the error, whose message holds a part of what was parsed.
      logger.error('Checkpoint cannot be read.', { transcriptKey });
      return undefined;
    }
  };
  const update: Transcripts['update'] = (transcriptId, { language = null, device = null }) => {
    database.run(
      `UPDATE transcripts SET language = coalesce(?, language), device = coalesce(?, device) WHERE transcript_key = ?`,
      language,
      device,
      toKey('transcript', transcriptId),
    );
    return getSummary(transcriptId);
  };
  const listSpeakers: Transcripts['listSpeakers'] = (transcriptId) =>
    database
      .all(
        'SELECT label, name FROM speakers WHERE transcript_key = ? ORDER BY label',
        toKey('transcript', transcriptId),
      )
      .map((row) => speakerRow.parse(row));

  return {
    start({ meetingId, modelId, device, language, optionsKey }) {
      const meetingKey = toKey('meeting', meetingId);
      return database.transaction(() => {
        if (database.get('SELECT 1 FROM meetings WHERE meeting_key = ?', meetingKey) === undefined) {
          throw notFound('meeting', meetingId);
        }
        const { lastRowId } = database.run(
          `INSERT INTO transcripts (meeting_key, model_id, device, language, options_key, status, created_at_ms)
           VALUES (?, ?, ?, ?, ?, 'partial', ?)`,
          meetingKey,
          modelId,
          device,
          language,
          optionsKey,
          now(),
        );
        showNewest(database, meetingKey);
        return getSummary(toPublicId('transcript', lastRowId));
      });
    },
    findComplete(wanted) {
      const row = find(wanted, 'complete');
      return row === null ? null : toSummary(row);
    },
    findPartial(wanted) {
      const row = find(wanted, 'partial');
      if (row === null) return null;
      const key = row.transcript_key;
      const checkpoint = readCheckpoint(key);
      if (checkpoint === undefined) return null;
      return {
        transcript: toSummary(row),
        checkpoint,
        committedChunks: database
          .all('SELECT chunk_index FROM chunks WHERE transcript_key = ? ORDER BY chunk_index', key)
          .map((chunk) => Number(chunk['chunk_index'])),
      };
    },
    get: (transcriptId) =>
      database.snapshot(() => {
        const row = getRow(transcriptId);
        return {
          ...toSummary(row),
          segments: segments.list(row.transcript_key),
          speakers: listSpeakers(transcriptId),
          revision: row.revision,
          history: readHistory(database, row.transcript_key),
        };
      }),
    listOfMeeting: (meetingKey) =>
      database
        .all('SELECT * FROM transcripts WHERE meeting_key = ? ORDER BY transcript_key DESC', meetingKey)
        .map((row) => toSummary(transcriptRow.parse(row))),
    update,
    complete: (transcriptId, { realTimeFactor, ...changes }) =>
      database.transaction(() => {
        const { transcript_key: key, meeting_key: meetingKey } = getPartialRow(transcriptId);
        update(transcriptId, changes);
        database.run(
          `UPDATE transcripts SET status = 'complete', real_time_factor = ? WHERE transcript_key = ?`,
          realTimeFactor,
          key,
        );
        database.run('DELETE FROM checkpoints WHERE transcript_key = ?', key);
        database.run('DELETE FROM chunks WHERE transcript_key = ?', key);
        if (!isShownEdited(database, meetingKey)) show(database, meetingKey, key);
        return getSummary(transcriptId);
      }),
    discard(transcriptId) {
      database.transaction(() => {
        const { transcript_key: key, meeting_key: meetingKey } = getPartialRow(transcriptId);
        database.run('DELETE FROM transcripts WHERE transcript_key = ?', key);
        showNewest(database, meetingKey);
      });
    },
    remove: (transcriptId) =>
      database.transaction(() => {
        const row = getRow(transcriptId);
        const { transcript_key: key, meeting_key: meetingKey } = row;
        if (database.get(OTHER_COMPLETE, meetingKey, key) === undefined) {
          throw new AppError('invalid-request', 'The meeting has no other complete transcript.', {
            details: { transcriptId },
          });
        }
        database.run('DELETE FROM transcripts WHERE transcript_key = ?', key);
        showNewest(database, meetingKey);
        return toSummary(row);
      }),
    keyOfPartial: (transcriptId) => getPartialRow(transcriptId).transcript_key,
    listSpeakers,
    showAgain(transcriptId) {
      const { transcript_key: key, meeting_key: meetingKey } = getRow(transcriptId);
      if (!isShownEdited(database, meetingKey)) show(database, meetingKey, key);
    },
    setCurrent(transcriptId) {
      const row = getRow(transcriptId);
      show(database, row.meeting_key, row.transcript_key);
      return toSummary(row);
    },
  };
}

/** Until one of its transcripts is complete, a meeting shows the newest; one that is complete stays until another is. */
function showNewest(database: Database, meetingKey: number): void {
  database.run(
    `UPDATE meetings SET current_transcript_key = (
       SELECT transcript_key FROM transcripts WHERE transcripts.meeting_key = meetings.meeting_key
       ORDER BY status = 'complete' DESC, transcript_key DESC LIMIT 1
     ) WHERE meeting_key = ? AND NOT EXISTS (
       SELECT 1 FROM transcripts WHERE transcript_key = current_transcript_key AND status = 'complete'
     )`,
    meetingKey,
  );
}

/** A transcript that a person has changed is not put out of sight by another one. */
function isShownEdited(database: Database, meetingKey: number): boolean {
  return (
    database.get(
      `SELECT 1 FROM meetings JOIN transcripts ON transcript_key = current_transcript_key
       WHERE meetings.meeting_key = ? AND revision > 0 AND status = 'complete'`,
      meetingKey,
    ) !== undefined
  );
}

function show(database: Database, meetingKey: number, transcriptKey: number): void {
  database.run(
    'UPDATE meetings SET current_transcript_key = ? WHERE meeting_key = ?',
    transcriptKey,
    meetingKey,
  );
}

function toSummary(row: z.infer<typeof transcriptRow>): TranscriptSummary {
  return {
    transcriptId: toPublicId('transcript', row.transcript_key),
    meetingId: toPublicId('meeting', row.meeting_key),
    modelId: row.model_id,
    device: row.device,
    language: row.language === 'auto' ? null : row.language,
    status: row.status,
    createdAtMs: row.created_at_ms,
    realTimeFactor: row.real_time_factor,
  };
}
