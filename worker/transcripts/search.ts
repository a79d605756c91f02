import { z } from 'zod';
import type { SearchHit } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';
import { toKey, toPublicId } from '../database/publicId.ts';
import { MATCH_END, MATCH_START } from './indexedText.ts';
import { rankByMatches } from './rankByMatches.ts';
import { toSearchQuery } from './searchQuery.ts';
import { cutSnippet, toPieces } from './snippet.ts';

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

/**
 * The newest matches are ranked, older ones only found when there are fewer. Our choice: ranking them all with the
 * index's own bm25 took 0.8 s for a word that is in most of 600,000 segments (2,000 meetings), because it walks every
 * occurrence of every word of the query; this takes 3 to 40 ms.
 */
const MAX_CANDIDATES = 1000;

const SELECT = `
  SELECT meetings.meeting_key, title, segment_id, start, "end",
    highlight(segment_index, 0, '${MATCH_START}', '${MATCH_END}') AS marked
  FROM segment_index
    JOIN segments ON segments.segment_key = segment_index.rowid
    JOIN meetings ON meetings.current_transcript_key = segments.transcript_key
  WHERE segment_index MATCH ? AND segment_index.rowid NOT IN (SELECT segment_key FROM unindexed_segments)`;
const NEWEST = `ORDER BY segment_index.rowid DESC LIMIT ${MAX_CANDIDATES}`;
/** The range keeps the index from visiting the matches of all other meetings. */
const IN_MEETING = `
  WITH own (first, last) AS (
    SELECT min(segment_key), max(segment_key) FROM meetings JOIN segments ON transcript_key = current_transcript_key
    WHERE meeting_key = ?
  )
  ${SELECT} AND segment_index.rowid BETWEEN (SELECT first FROM own) AND (SELECT last FROM own)
    AND meetings.meeting_key = ? ${NEWEST}`;

/**
 * Full-text search over the segments of current transcripts, best match first. Removed segments are not found, nor those
 * that `indexEdits` has still to come to: of them the index holds another text than is stored.
 */
export function createSearch({ database }: { readonly database: Database }): Search {
  return ({ query, meetingId, limit }) => {
    const match = toSearchQuery(query);
    if (match === null) return [];
    const meetingKey = meetingId === undefined ? null : toKey('meeting', meetingId);
    const rows =
      meetingKey === null
        ? database.all(`${SELECT} ${NEWEST}`, match)
        : database.all(IN_MEETING, meetingKey, match, meetingKey);
    const candidates = rows.map((row) => {
      const { marked, ...hit } = hitRow.parse(row);
      return { ...hit, pieces: toPieces(marked) };
    });
    return rankByMatches(candidates)
      .slice(0, limit)
      .map((hit) => ({
        meetingId: toPublicId('meeting', hit.meeting_key),
        meetingTitle: hit.title,
        segmentId: hit.segment_id,
        start: hit.start,
        end: hit.end,
        snippet: cutSnippet(hit.pieces),
      }));
  };
}
