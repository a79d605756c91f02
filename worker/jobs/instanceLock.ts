import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/index.ts';
import { acquireFileLock, isFileLocked } from '../database/fileLock.ts';
import { toFileError } from '../lib/toFileError.ts';

export interface InstanceLock {
  release(): void;
}

const LOCK_FILE = 'queue.lock';
/** Longer than `hasInstanceOwner` of any process takes. */
const BUSY_TIMEOUT_MS = 100;

const ownerSchema = z.object({ pid: z.number().int().positive() });

/**
 * Makes this process the only one that runs jobs in a data directory, until `release` or its end. Throws
 * `database-busy` with the `ownerPid` (null if it cannot be told) while another process has it.
 *
 * The lock on `queue.lock` decides; `queue-owner.json` only says who it is, and may be of a process that is gone.
 */
export function acquireInstanceLock(dataDir: string): InstanceLock {
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = acquireFileLock(join(dataDir, LOCK_FILE), { busyTimeoutMs: BUSY_TIMEOUT_MS });
    const ownerFile = join(dataDir, 'queue-owner.json');
    if (lock === null) {
      throw new AppError('database-busy', 'Another process runs the jobs of this data directory.', {
        details: { dataDir, ownerPid: readOwnerPid(ownerFile) },
      });
    }
    try {
      writeFileSync(ownerFile, JSON.stringify({ pid: process.pid }));
    } catch (error) {
      lock.release();
      throw error;
    }
    return lock;
  } catch (error) {
    throw toFileError(error, dataDir);
  }
}

/** True if a process runs the jobs of a data directory, or if that cannot be told. */
export function hasInstanceOwner(dataDir: string): boolean {
  try {
    return isFileLocked(join(dataDir, LOCK_FILE));
  } catch {
    return true;
  }
}

function readOwnerPid(ownerFile: string): number | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(ownerFile, 'utf8'))).pid;
  } catch {
    return null;
  }
}
