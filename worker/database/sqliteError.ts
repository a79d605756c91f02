import { AppError } from '../contract/index.ts';
import type { ErrorCode } from '../contract/index.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html. The low byte of an extended code is its primary code. */
const CODE_BY_PRIMARY: ReadonlyMap<number, ErrorCode> = new Map([
  [3, 'permission-denied'], // SQLITE_PERM
  [5, 'database-busy'], // SQLITE_BUSY
  [6, 'database-busy'], // SQLITE_LOCKED
  [7, 'out-of-memory'], // SQLITE_NOMEM
  [8, 'permission-denied'], // SQLITE_READONLY
  [10, 'disk-failed'], // SQLITE_IOERR
  [11, 'database-corrupt'], // SQLITE_CORRUPT
  [13, 'disk-full'], // SQLITE_FULL
  // The file or its folder exists (openDatabase makes it) but cannot be opened.
  [14, 'permission-denied'], // SQLITE_CANTOPEN
  [23, 'permission-denied'], // SQLITE_AUTH
  [26, 'database-corrupt'], // SQLITE_NOTADB
]);

const CODE_BY_EXTENDED: ReadonlyMap<number, ErrorCode> = new Map([
  [10 | (12 << 8), 'out-of-memory'], // SQLITE_IOERR_NOMEM
  // The shared-memory file of the write-ahead log could not be grown, which a full disk causes.
  [10 | (19 << 8), 'disk-full'], // SQLITE_IOERR_SHMSIZE
]);

/**
 * Turns what node:sqlite throws into an AppError that carries SQLite's own code and the file; anything else is
 * returned as it is. No SQL and no values: they may hold text of a transcript.
 */
export function toDatabaseError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const extendedCode = error.errcode;
  const code = CODE_BY_EXTENDED.get(extendedCode) ?? CODE_BY_PRIMARY.get(extendedCode & 0xff) ?? 'internal';
  return new AppError(code, `SQLite: ${error.message}`, {
    details: { path, sqliteCode: extendedCode },
    cause: error,
  });
}
