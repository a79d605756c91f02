import { accessSync, constants, existsSync } from 'node:fs';
import { hasErrorCode } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import { openConnection } from './connection.ts';

export interface FileLock {
  release(): void;
}

export interface FileLockOptions {
  /** How long to wait, blocking the thread, for whoever has it. */
  readonly busyTimeoutMs?: number;
}

/**
 * Takes a file for this process alone; null if another has it. The lock is SQLite's own on an empty database (byte
 * ranges on POSIX, LockFileEx on Windows), so the operating system ends it with the process, however that dies: it
 * cannot go stale, and neither a process id that is used again nor a clock can mislead it. Throws `permission-denied` for
 * a file that can only be read: SQLite would open it, and lock nothing.
 */
export function acquireFileLock(path: string, { busyTimeoutMs = 0 }: FileLockOptions = {}): FileLock | null {
  const connection = openConnection({ path, busyTimeoutMs });
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

/**
 * Whether a process has the file, this one or another. It is looked at for a moment, in which nobody else can take it: whoever
 * must not be refused then waits with `busyTimeoutMs`. Throws what cannot be looked at.
 */
export function isFileLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  const connection = openConnection({ path, busyTimeoutMs: 0 });
  try {
    connection.get('SELECT 1 FROM sqlite_schema');
    return false;
  } catch (error) {
    if (hasErrorCode(error, 'database-busy')) return true;
    throw error;
  } finally {
    connection.close();
  }
}
