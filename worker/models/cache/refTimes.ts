import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { refPath, snapshotPath } from './cacheLayout.ts';
import { readRef } from './readRef.ts';

/**
 * A branch moves on and not back, so that of two commits the one is newer to which it was seen to lead later. A ref is
 * written when that is seen, which makes the time of its file that time; a bundle takes it along.
 */
export async function readRefTimeMs(repoFolder: string, ref: string): Promise<number> {
  return Math.floor((await stat(refPath(repoFolder, ref))).mtimeMs);
}

/** Gives a ref the time at which somebody else saw it; 0 for an unknown one changes nothing. */
export async function setRefTimeMs(repoFolder: string, ref: string, timeMs: number): Promise<void> {
  if (timeMs > 0) await utimes(refPath(repoFolder, ref), timeMs / 1000, timeMs / 1000);
}

/**
 * The commit that a ref must go on leading to, though another is offered: it is newer than that and whole. Null where
 * the ref may be moved.
 * @param offered was seen at `timeMs`; 0 if nobody knows when.
 */
export async function findNewerCommit(
  repoFolder: string,
  ref: string,
  offered: { readonly commit: string; readonly timeMs: number },
): Promise<string | null> {
  const current = await readRef(repoFolder, ref);
  if (current === null || current === offered.commit) return null;
  if ((await readRefTimeMs(repoFolder, ref)) < offered.timeMs) return null;
  return (await isWhole(snapshotPath(repoFolder, current))) ? current : null;
}

/** Has files, and no link to nowhere. */
async function isWhole(snapshot: string): Promise<boolean> {
  const entries = await readdir(snapshot, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory());
  const found = await Promise.all(
    files.map(({ parentPath, name }) => stat(join(parentPath, name)).catch(() => null)),
  );
  return found.length > 0 && !found.includes(null);
}
