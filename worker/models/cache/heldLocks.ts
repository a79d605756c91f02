import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Tells whether another program downloads a blob right now, as far as the system lets us know. */
export type IsBlobLocked = (repoFolder: string, etag: string) => Promise<boolean>;

/**
 * Python's tools lock `.locks/<folder>/<etag>.lock` with flock while they write a blob. Node has no flock, but Linux lists
 * held locks in `/proc/locks` by file number. Elsewhere nothing is known and the answer is no; locks are advisory
 * since `huggingface_hub` 1.18, so that a wrong answer costs a second download and no damage.
 */
export async function readHeldLocks(): Promise<IsBlobLocked> {
  const isHeld = await readHeldLockFiles();
  return (repoFolder, etag) =>
    isHeld(join(dirname(repoFolder), '.locks', basename(repoFolder), `${etag}.lock`));
}

/** Tells for a lock file whether somebody holds it. */
export async function readHeldLockFiles(): Promise<(path: string) => Promise<boolean>> {
  const text = await readFile('/proc/locks', 'utf8').catch(() => '');
  // 1: FLOCK  ADVISORY  WRITE 12345 08:01:5771 0 EOF
  const inodes = new Set(
    [...text.matchAll(/^\d+: FLOCK .*:(\d+) \d+ \S+$/gm)].map((match) => Number(match[1])),
  );
  return async (path) => {
    const info = await stat(path).catch(() => null);
    return info !== null && inodes.has(info.ino);
  };
}
