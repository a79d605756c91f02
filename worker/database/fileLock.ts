import { hasErrorCode } from '../contract/index.ts';
import { openConnection } from './connection.ts';

export interface FileLock {
  release(): void;
}

/**
 * Takes a file for this process alone; null if another has it. The lock is SQLite's own on an empty database (byte
 * ranges on POSIX, LockFileEx on Windows), so the operating system ends it with the process, however that dies: it
 * cannot go stale, and neither a process id that is used again nor a clock can mislead it.
 */
export function acquireFileLock(path: string): FileLock | null {
  const connection = openConnection({ path, busyTimeoutMs: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (hasErrorCode(error, 'database-busy')) return null;
    throw error;
  }
  return { release: connection.close };
}
