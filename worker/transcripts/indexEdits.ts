import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAbortError } from '../contract/index.ts';
import type { AbortSignalLike } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';

/** Segments that are indexed in one step: some 5 ms, in which the thread answers nothing else. */
export const SEGMENTS_PER_STEP = 300;

const LAST_OF_STEP = `
  SELECT max(segment_key) AS last, count(*) AS count
  FROM (SELECT segment_key FROM unindexed_segments ORDER BY segment_key LIMIT ?)`;
const FORGET = `
  INSERT INTO segment_index (segment_index, rowid, text)
  SELECT 'delete', segment_key, indexed_text FROM unindexed_segments
  WHERE segment_key <= ? AND indexed_text IS NOT NULL ORDER BY segment_key`;
const INDEX = `
  INSERT INTO segment_index (rowid, text)
  SELECT segment_key, searchable_segments.text FROM unindexed_segments JOIN searchable_segments USING (segment_key)
  WHERE segment_key <= ? ORDER BY segment_key`;

/**
 * Brings the search index up to segments whose texts were changed, at most so many of them. Returns how many there were;
 * those that are left are not found until another call.
 *
 * All old texts are forgotten, then all new ones added: a quarter of the time of one segment after the other, which is
 * how triggers do it, because the index writes out what it gathered whenever it is given a row again.
 */
export function indexStep(database: Database, limit: number): number {
  return database.transaction(() => {
    const step = database.get(LAST_OF_STEP, limit);
    if (step?.['last'] == null) return 0;
    const last = Number(step['last']);
    database.run(FORGET, last);
    database.run(INDEX, last);
    database.run('DELETE FROM unindexed_segments WHERE segment_key <= ?', last);
    return Number(step['count']);
  });
}

/** The same for all of them, in small steps that let other work go between them. */
export async function indexEdits(database: Database, signal?: AbortSignalLike): Promise<void> {
  while (indexStep(database, SEGMENTS_PER_STEP) === SEGMENTS_PER_STEP) {
    await nextTurn();
    if (signal?.aborted === true) throw createAbortError();
  }
}
