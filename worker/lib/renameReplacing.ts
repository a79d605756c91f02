import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface RenameOptions {
  readonly platform?: NodeJS.Platform;
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly wait?: (delayMs: number) => Promise<unknown>;
}

/**
 * On Windows a file that a virus scanner or indexer has open for a moment cannot be replaced. Waits of 10, 20, 40 ms
 * and so on, five seconds in all: our choice, between a scan of a small file and a person's patience.
 */
const TRANSIENT_CODES: ReadonlySet<string> = new Set(['EPERM', 'EBUSY', 'EACCES']);
const MAX_ATTEMPTS = 10;
const FIRST_WAIT_MS = 10;

/** Renames a file over another, or a folder to a name that is free, atomically on one volume. Tries again where Windows refuses for the moment. */
export async function renameReplacing(
  from: string,
  to: string,
  { platform = process.platform, rename: renameOnce = rename, wait = delay }: RenameOptions = {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await renameOnce(from, to);
      return;
    } catch (error) {
      if (platform !== 'win32' || attempt === MAX_ATTEMPTS || !isTransient(error)) throw error;
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TRANSIENT_CODES.has(String(error.code));
}
