import { join } from 'node:path';
import { createReadWriteLock, type ReadWriteLock } from '../../lib/createReadWriteLock.ts';
import { createEmitter, type Emitter } from '../../lib/createEmitter.ts';
import { getInstallationTag } from '../download/installationTag.ts';
import type { CacheScan } from './cachedRepository.ts';
import { type CacheLedger, openCacheLedger } from './cacheLedger.ts';
import { type CacheLocation, type Environment, findCacheLocation } from './cacheLocation.ts';
import { openPendingDeletions, type PendingDeletions } from './pendingDeletions.ts';
import { scanCache } from './scanCache.ts';
import { createUseCounter, type UseCounter } from './useCounter.ts';

/** The model cache of a data directory: where it is, what is recorded about it, and who may do what with it now. */
export interface ModelCache {
  /** Where it is now, by environment and settings. It changes only while someone is alone in `uses`. */
  location(): CacheLocation;
  readonly ledger: CacheLedger;
  readonly pendingDeletions: PendingDeletions;
  /** Of our own partial downloads. */
  readonly partialTag: string;
  /**
   * Who changes what is in the cache: downloads and deletions share it, a move, a change of folder or an import is alone.
   * Never to be waited for while `uses` is held.
   */
  readonly content: ReadWriteLock;
  /** Who reads models: shared from finding the folder of a model until it is not needed any more. */
  readonly uses: ReadWriteLock;
  /** The folders that something works with now, of snapshots or whole repositories; they are not deleted. */
  readonly inUse: UseCounter;
  /**
   * A deletion is alone in it, from looking what is in use until it is over. Whoever begins to use a folder shares it for
   * that moment, so that no folder is found that is just being deleted.
   */
  readonly deletion: ReadWriteLock;
  /**
   * What is in the cache. The answer may be up to a second old where other programs changed something, unless
   * `isFresh`; changes of our own are in it once they were announced. Throws as `scanCache`.
   */
  scan(options?: { readonly isFresh?: boolean }): Promise<CacheScan>;
  /** To be called by whoever changed something in the cache. */
  announceChange(): void;
  readonly onChanged: (listener: () => void) => () => void;
}

export interface ModelCacheOptions {
  readonly dataDir: string;
  readonly environment: Environment;
  /** Folder from the settings, as it is now; null for none. */
  readonly setting: () => string | null;
  readonly now?: () => number;
}

/** Our choice: a page that opens asks for models, sizes and tasks at once, and one look at the disk answers all. */
const MAX_SCAN_AGE_MS = 1000;

export function openModelCache(options: ModelCacheOptions): ModelCache {
  const { dataDir, environment, setting, now = () => performance.now() } = options;
  const ledger = openCacheLedger(join(dataDir, 'model-ledger'));
  const events: Emitter<{ changed: undefined }> = createEmitter(() => undefined);
  const location = () => findCacheLocation({ environment, setting: setting(), dataDir });
  let latest: { readonly cacheDir: string; readonly atMs: number; readonly scan: Promise<CacheScan> } | null =
    null;

  return {
    location,
    ledger,
    pendingDeletions: openPendingDeletions(join(dataDir, 'model-deletions')),
    partialTag: getInstallationTag(dataDir),
    content: createReadWriteLock(),
    uses: createReadWriteLock(),
    inUse: createUseCounter(),
    deletion: createReadWriteLock(),
    scan({ isFresh = false } = {}) {
      const cacheDir = location().path;
      const isUsable = latest?.cacheDir === cacheDir && now() - latest.atMs <= MAX_SCAN_AGE_MS;
      if (!isFresh && isUsable && latest !== null) return latest.scan;
      const scan = scanCache({ cacheDir, ledger });
      latest = { cacheDir, atMs: now(), scan };
      return scan;
    },
    announceChange() {
      latest = null;
      events.emit('changed', undefined);
    },
    onChanged: (listener) => events.on('changed', listener),
  };
}
