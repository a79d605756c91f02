import type { Stats } from 'node:fs';
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errnoOf.ts';
import { identifyEntry } from './fileIdentity.ts';

export interface FreedSpace {
  /** Sizes of the files; what hub tools call freed. */
  readonly sizeBytes: number;
  /** Room on the disk, folders and links included: what `du` says less of afterwards. */
  readonly diskBytes: number;
  readonly fileCount: number;
}

/** A path that could not be removed, and the system's code for why. */
export interface RemovalFailure {
  readonly path: string;
  readonly systemCode: string;
}

export interface Removal extends FreedSpace {
  readonly failures: readonly RemovalFailure[];
}

/** POSIX: the unit of `st_blocks` is 512 bytes, whatever the file system uses. */
const BLOCK_BYTES = 512;

/**
 * What removing these paths, with everything below them, would free. Links are not followed, and content with a hard
 * link elsewhere stays. Paths that do not exist count nothing.
 */
export async function measureRemoval(paths: readonly string[]): Promise<FreedSpace> {
  const links = new Map<string, number>();
  let freed: FreedSpace = { sizeBytes: 0, diskBytes: 0, fileCount: 0 };
  const visit = async (path: string): Promise<void> => {
    const info = await lstat(path).catch(() => null);
    if (info === null) return;
    if (info.isDirectory()) {
      freed = { ...freed, diskBytes: freed.diskBytes + info.blocks * BLOCK_BYTES };
      for (const name of await readdir(path).catch(() => [])) await visit(join(path, name));
      return;
    }
    const identity = info.nlink > 1 ? await identifyEntry(path) : null;
    const seen = (links.get(identity ?? path) ?? 0) + 1;
    links.set(identity ?? path, seen);
    if (seen >= info.nlink) freed = addFile(freed, info);
  };
  for (const path of paths) await visit(path);
  return freed;
}

/**
 * Removes these paths and everything below them, links as links. Goes on past what cannot be removed and says what it
 * was. A path that does not exist is no failure. Never throws.
 */
export async function removePaths(paths: readonly string[]): Promise<Removal> {
  const failures: RemovalFailure[] = [];
  let freed: FreedSpace = { sizeBytes: 0, diskBytes: 0, fileCount: 0 };
  const attempt = async (path: string, step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') failures.push({ path, systemCode: errnoOf(error) ?? 'UNKNOWN' });
    }
  };
  const remove = (path: string): Promise<void> =>
    attempt(path, async () => {
      const info = await lstat(path);
      if (!info.isDirectory()) {
        await unlink(path);
        if (info.nlink <= 1) freed = addFile(freed, info);
        return;
      }
      const failuresBefore = failures.length;
      for (const name of await readdir(path)) await remove(join(path, name));
      if (failures.length > failuresBefore) return;
      await rmdir(path);
      freed = { ...freed, diskBytes: freed.diskBytes + info.blocks * BLOCK_BYTES };
    });
  for (const path of paths) await remove(path);
  return { ...freed, failures };
}

/** Only the content of regular files has a size that people know of; links take room all the same. */
function addFile(freed: FreedSpace, info: Stats): FreedSpace {
  return {
    sizeBytes: freed.sizeBytes + (info.isFile() ? info.size : 0),
    diskBytes: freed.diskBytes + info.blocks * BLOCK_BYTES,
    fileCount: freed.fileCount + 1,
  };
}
