import { join } from 'node:path';
import type { Release } from '../../lib/createReadWriteLock.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';

export interface SwitchCacheOptions {
  readonly cache: ModelCache;
  readonly dataDir: string;
  /** Stores the folder as the person's choice; null for the one in the data folder. */
  readonly storeSetting: (cacheDir: string | null) => Promise<void>;
  /** Takes every model that is not in use out of memory. */
  readonly unloadAll: () => Promise<void>;
}

/**
 * Makes a folder the cache while nothing uses a model, which the caller sees to; models leave memory, so that no file of
 * the old folder is open. Does nothing if the folder is the cache.
 * @param own Takes `uses` of the cache alone.
 */
export async function switchCacheFolder(
  { cache, dataDir, storeSetting, unloadAll }: SwitchCacheOptions,
  folder: string,
  own: () => Promise<Release> | Release,
): Promise<void> {
  if (cache.location().path === folder) return;
  const release = await own();
  try {
    await unloadAll();
    await storeSetting(folder === join(dataDir, 'models') ? null : folder);
    cache.announceChange();
  } finally {
    release();
  }
}
