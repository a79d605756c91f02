import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheWarningReason } from './cachedRepository.ts';
import { errnoOf } from './errnoOf.ts';

/** `huggingface_hub` 1.28, `_cache_manager.py`: what file managers leave behind. */
export const IGNORED_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** Takes down what is wrong with an entry. */
export type Warn = (path: string, reason: CacheWarningReason) => void;

/** What is in a folder; nothing where it is not there. One that cannot be read is a warning. */
export async function listEntries(folder: string, warn: Warn): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') warn(folder, 'unreadable');
    return [];
  }
}

/** Everything below a folder that is not a folder. Links to folders are not entered, as in Python. */
export async function listDeep(folder: string, warn: Warn): Promise<readonly Dirent[]> {
  const entries = await listEntries(folder, warn);
  const below = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? listDeep(join(folder, entry.name), warn) : Promise.resolve([entry]),
    ),
  );
  return below.flat();
}
