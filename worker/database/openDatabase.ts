import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrorCode } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import { SILENT_LOGGER } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { openConnection } from './connection.ts';
import type { Database } from './connection.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface OpenDatabaseOptions {
  readonly path: string;
  readonly logger?: Logger;
  /** How long a statement waits, blocking its thread, while another process writes. */
  readonly busyTimeoutMs?: number;
  readonly migrations?: readonly Migration[];
}

/** A write of ours takes milliseconds; one that waits longer than this meets something that is stuck. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the library, creating or upgrading it. A file that cannot be used is left exactly as it is. Throws AppError:
 * `database-corrupt` (not a database, or of another program), `database-newer`, `database-busy`, `permission-denied`
 * (also for a file that can only be read) or `disk-full`.
 *
 * Durability: with a write-ahead log and `synchronous = NORMAL` a committed transaction is in the operating system's
 * hands, so it survives the death of this process at any moment, SIGKILL included. A power cut may take the last
 * transactions with it, since the log is flushed at checkpoints only, but never part of one and never the file's
 * consistency. Recognising the last chunk again is cheaper than a flush per chunk.
 */
export function openDatabase({
  path,
  logger = SILENT_LOGGER,
  busyTimeoutMs = BUSY_TIMEOUT_MS,
  migrations = MIGRATIONS,
}: OpenDatabaseOptions): Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw toFileError(error, dirname(path));
  }
  const database = openConnection({ path, busyTimeoutMs });
  try {
    const applied = migrate(database, migrations);
    // Only now, because this setting is kept in the file, which might not have been a library.
    useWriteAheadLog(database, busyTimeoutMs);
    database.exec('PRAGMA synchronous = NORMAL');
    // What a person deletes is overwritten, not only unlinked from its table.
    database.exec('PRAGMA secure_delete = ON');
    assertWritable(database);
    if (applied.length > 0) logger.info('Library upgraded.', { path, applied });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite opens a file that can only be read without a word; better to learn it now than with the first chunk. */
function assertWritable(database: Database): void {
  database.exec('BEGIN IMMEDIATE; PRAGMA user_version = 0; ROLLBACK');
}

/** How long to leave the file to whoever is making it before asking again. */
const RETRY_MS = 10;

/** SQLite may refuse at once to change the journal while another process uses the file, so the waiting is done here. */
function useWriteAheadLog(database: Database, busyTimeoutMs: number): void {
  const deadlineMs = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!hasErrorCode(error, 'database-busy') || performance.now() >= deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
