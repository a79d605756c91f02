import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  CacheInfo,
  CacheTargetCheck,
  FreedReport,
  SerializedError,
} from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';

export interface CacheState {
  /** Null until a view first asks: to know it, the whole cache is looked through. */
  readonly info: CacheInfo | null;
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  /** Reads it again if a view has asked for it before. */
  refreshIfKnown(): Promise<void>;
  /** The following reject with what failed, for the part of the page that asked. */
  checkTarget(path: string, signal: AbortSignal): Promise<CacheTargetCheck>;
  /** Deletes what no model needs, or says what it would be. */
  prune(dryRun: boolean): Promise<FreedReport>;
  /** The same by the policy in the settings. */
  cleanUp(dryRun: boolean): Promise<FreedReport>;
}

export type CacheStore = StoreApi<CacheState>;

export function createCacheStore(worker: WorkerConnection): CacheStore {
  return createStore<CacheState>((set, get) => ({
    info: null,
    error: null,
    async refresh() {
      try {
        set({ info: await worker.request('cache.info', {}), error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ error: shown });
      }
    },
    async refreshIfKnown() {
      if (get().info !== null || get().error !== null) await get().refresh();
    },
    checkTarget: (path, signal) => worker.request('cache.checkTarget', { path }, { signal }),
    async prune(dryRun) {
      const report = await worker.request('cache.prune', { dryRun });
      if (!dryRun) await get().refresh();
      return report;
    },
    async cleanUp(dryRun) {
      const report = await worker.request('cache.cleanUp', { dryRun });
      if (!dryRun) await get().refresh();
      return report;
    },
  }));
}
