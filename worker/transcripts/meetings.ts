import { z } from 'zod';
import { AppError } from '../contract/index.ts';
import type { Meeting, MeetingSummary } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { notFound, toKey, toPublicId } from '../database/publicId.ts';
import type { MediaRecords, NewMedia } from './mediaRecords.ts';
import type { Transcripts } from './transcripts.ts';

export interface NewMeeting {
  readonly title: string;
  readonly media: NewMedia;
}

export interface MeetingNotes {
  readonly meetingId: string;
  readonly notes: string;
  /** The notes as they were shown; where others are stored, somebody else wrote them meanwhile. */
  readonly replaces: string;
}

export interface Meetings {
  create(meeting: NewMeeting): Meeting;
  /** The newest meeting about this media. */
  find(mediaId: string): MeetingSummary | null;
  list(page: { readonly limit: number; readonly offset: number }): readonly MeetingSummary[];
  get(meetingId: string, transcriptId?: string): Meeting;
  rename(meetingId: string, title: string): MeetingSummary;
  setNotes(notes: MeetingNotes): void;
  remove(meetingId: string): void;
}

const meetingRow = z.object({
  meeting_key: z.number(),
  media_key: z.number(),
  title: z.string(),
  created_at_ms: z.number(),
  current_transcript_key: z.number().nullable(),
  duration_seconds: z.number(),
  language: z.string().nullable(),
  status: z.enum(['partial', 'complete']).nullable(),
  speaker_count: z.number(),
  notes: z.string(),
});
type MeetingRow = z.infer<typeof meetingRow>;

const SELECT = `
  SELECT meetings.*, duration_seconds, language, status,
    (SELECT count(*) FROM speakers WHERE speakers.transcript_key = current_transcript_key) AS speaker_count
  FROM meetings JOIN media USING (media_key) LEFT JOIN transcripts ON transcript_key = current_transcript_key`;

export interface MeetingsOptions {
  readonly database: Database;
  readonly media: MediaRecords;
  readonly transcripts: Transcripts;
  readonly now: () => number;
}

export function createMeetings({ database, media, transcripts, now }: MeetingsOptions): Meetings {
  const getRow = (meetingId: string): MeetingRow => {
    const row = database.get(`${SELECT} WHERE meetings.meeting_key = ?`, toKey('meeting', meetingId));
    if (row === undefined) throw notFound('meeting', meetingId);
    return meetingRow.parse(row);
  };
  const get: Meetings['get'] = (meetingId, transcriptId) =>
    database.snapshot(() => {
      const row = getRow(meetingId);
      const shownId = transcriptId ?? toTranscriptId(row.current_transcript_key);
      const transcript = shownId === null ? null : transcripts.get(shownId);
      if (transcript !== null && transcript.meetingId !== meetingId) {
        throw new AppError('not-found', 'The meeting has no such transcript.', {
          details: { kind: 'transcript', meetingId, transcriptId: transcript.transcriptId },
        });
      }
      return {
        ...toSummary(row),
        media: media.get(row.media_key),
        transcript,
        transcripts: transcripts.listOfMeeting(row.meeting_key),
        notes: row.notes,
      };
    });

  return {
    create: ({ title, media: newMedia }) =>
      database.transaction(() => {
        const { lastRowId } = database.run(
          'INSERT INTO meetings (media_key, title, created_at_ms) VALUES (?, ?, ?)',
          media.upsert(newMedia),
          title,
          now(),
        );
        return get(toPublicId('meeting', lastRowId));
      }),
    find(mediaId) {
      const row = database.get(
        `${SELECT} WHERE media_key = ? ORDER BY meetings.meeting_key DESC LIMIT 1`,
        toKey('media', mediaId),
      );
      return row === undefined ? null : toSummary(meetingRow.parse(row));
    },
    list: ({ limit, offset }) =>
      database
        .all(
          `${SELECT} ORDER BY meetings.created_at_ms DESC, meetings.meeting_key DESC LIMIT ? OFFSET ?`,
          limit,
          offset,
        )
        .map((row) => toSummary(meetingRow.parse(row))),
    get,
    rename(meetingId, title) {
      database.run('UPDATE meetings SET title = ? WHERE meeting_key = ?', title, toKey('meeting', meetingId));
      return toSummary(getRow(meetingId));
    },
    setNotes({ meetingId, notes, replaces }) {
      database.transaction(() => {
        const { meeting_key: key, notes: stored } = getRow(meetingId);
        if (stored !== replaces && stored !== notes) {
          throw new AppError('edit-conflict', 'The notes were changed meanwhile.', {
            details: { meetingId },
          });
        }
        database.run('UPDATE meetings SET notes = ? WHERE meeting_key = ?', notes, key);
      });
    },
    remove(meetingId) {
      database.transaction(() => {
        const { changes } = database.run(
          'DELETE FROM meetings WHERE meeting_key = ?',
          toKey('meeting', meetingId),
        );
        if (changes === 0) throw notFound('meeting', meetingId);
        media.removeUnused();
      });
    },
  };
}

function toSummary(row: MeetingRow): MeetingSummary {
  return {
    meetingId: toPublicId('meeting', row.meeting_key),
    title: row.title,
    createdAtMs: row.created_at_ms,
    durationSeconds: row.duration_seconds,
    language: row.language === 'auto' ? null : row.language,
    status: row.status ?? 'empty',
    speakerCount: row.speaker_count,
  };
}

function toTranscriptId(key: number | null): string | null {
  return key === null ? null : toPublicId('transcript', key);
}
