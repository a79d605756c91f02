import { z } from 'zod';
import type { SearchHit } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { toKey, toPublicId } from '../database/publicId.ts';
import { joinLetters, MATCH_END, MATCH_START } from './indexedText.ts';
import { toSearchQuery } from './searchQuery.ts';

export interface SearchRequest {
  readonly query: string;
  readonly meetingId?: string | undefined;
  readonly limit: number;
}

export type Search = (request: SearchRequest) => readonly SearchHit[];

const hitRow = z.object({
  meeting_key: z.number(),
  title: z.string(),
  segment_id: z.number(),
  start: z.number(),
  end: z.number(),
  marked: z.string(),
});

/** 40 words: a segment is rarely longer, and one that is keeps the part around the match. */
const SELECT = `
  SELECT meetings.meeting_key, title, segment_id, start, "end",
    snippet(segment_index, 0, '${MATCH_START}', '${MATCH_END}', '…', 40) AS marked
  FROM segment_index
    JOIN segments ON segments.segment_key = segment_index.rowid
    JOIN meetings ON meetings.current_transcript_key = segments.transcript_key
  WHERE segment_index MATCH ?`;
/** `rank` is bm25; equal ranks come in the order in which the segments were stored. */
const ORDER = 'ORDER BY rank LIMIT ?';

const MARKS = new RegExp(`([${MATCH_START}${MATCH_END}])`);

/** Full-text search over the segments of current transcripts, best match first. Removed segments are not found. */
export function createSearch({ database }: { readonly database: Database }): Search {
  return ({ query, meetingId, limit }) => {
    const match = toSearchQuery(query);
    if (match === null) return [];
    const rows =
      meetingId === undefined
        ? database.all(`${SELECT} ${ORDER}`, match, limit)
        : database.all(
            `${SELECT} AND meetings.meeting_key = ? ${ORDER}`,
            match,
            toKey('meeting', meetingId),
            limit,
          );
    return rows.map((row) => {
      const hit = hitRow.parse(row);
      return {
        meetingId: toPublicId('meeting', hit.meeting_key),
        meetingTitle: hit.title,
        segmentId: hit.segment_id,
        start: hit.start,
        end: hit.end,
        snippet: toPieces(hit.marked),
      };
    });
  };
}

/** Text with marks around the matches -> pieces without marks; matches that touch become one piece. */
function toPieces(marked: string): SearchHit['snippet'] {
  const pieces: { text: string; match: boolean }[] = [];
  let match = false;
  for (const part of marked.split(MARKS)) {
    if (part === MATCH_START) match = true;
    else if (part === MATCH_END) match = false;
    else {
      const text = joinLetters(part);
      const last = pieces.at(-1);
      if (text === '') continue;
      if (last?.match === match) last.text += text;
      else pieces.push({ text, match });
    }
  }
  return pieces;
}
