import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAbortError } from '../contract/index.ts';
import type { AbortSignalLike } from '../contract/index.ts';
import type { Database } from '../database/connection.ts';

/** Pages of the index merged in one step: a few milliseconds, in which the thread answers nothing else. */
const PAGES_PER_STEP = 16;

/**
 * Takes the words of deleted segments out of the search index, which by itself does so over time: the text is gone from
 * the library at once, its words from the index after this. Works in small steps and lets other work go between them.
 * (https://www.sqlite.org/fts5.html#the_merge_command; the index's own secure-delete took a second per meeting.)
 */
export async function compactIndex(database: Database, signal?: AbortSignalLike): Promise<void> {
  // The negative number makes all levels one; the steps after it go on with that until one finds nothing to do.
  let pages = -PAGES_PER_STEP;
  for (;;) {
    if (signal?.aborted === true) throw createAbortError();
    const before = totalChanges(database);
    database.run(`INSERT INTO segment_index (segment_index, rank) VALUES ('merge', ?)`, pages);
    if (totalChanges(database) - before < 2) return;
    pages = PAGES_PER_STEP;
    await nextTurn();
  }
}

function totalChanges(database: Database): number {
  return Number(database.get('SELECT total_changes() AS changes')?.['changes']);
}
