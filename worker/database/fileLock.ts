import { accessSync, constants } from 'node:fs';
import { hasErrorCode } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import { openConnection } from './connection.ts';

export interface FileLock {
  release(): void;
}

/**
 * Takes a file for this process alone; null if another has it. The lock is SQLite's own on an empty database (byte
 * ranges on POSIX, LockFileEx on Windows), so the operating system ends it with the process, however that dies: it
 * cannot go stale, and neither a process id that is used again nor a clock can mislead it. Throws `permission-denied` for
 * a file that can only be read: SQLite would open it, and lock nothing.
 */
export function acquireFileLock(path: string): FileLock | null {
  const connection = openConnection({ path, busyTimeoutMs: 0 });
  try {
    accessSync(path, constants.W_OK);
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (hasErrorCode(error, 'database-busy')) return null;
    throw toFileError(error, path);
  }
  return { release: connection.close };
}
