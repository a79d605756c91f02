import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EgressEntry, HubTokenStatus, SerializedError } from '../../worker/contract/index.ts';
import type { WorkerConnection } from '../connection/connectWorker.ts';
import { toShownError } from '../errors/toShownError.ts';
import type { Host } from '../host/host.ts';

export interface NetworkState {
  /** The latest requests, newest first; null until a view first asks. */
  readonly entries: readonly EgressEntry[] | null;
  readonly token: HubTokenStatus | null;
  readonly error: SerializedError | null;
  refresh(): Promise<void>;
  /** Reads it again if a view has asked for it before. */
  refreshIfKnown(): Promise<void>;
  /** Null removes it. False where it is kept only until the app ends. Rejects with what failed. */
  setToken(token: string | null): Promise<{ readonly isKept: boolean }>;
}

export type NetworkStore = StoreApi<NetworkState>;

export interface NetworkStoreOptions {
  readonly worker: WorkerConnection;
  readonly host: Pick<Host, 'desktop'>;
}

const MAX_ENTRIES = 200;

export function createNetworkStore({ worker, host }: NetworkStoreOptions): NetworkStore {
  return createStore<NetworkState>((set, get) => ({
    entries: null,
    token: null,
    error: null,
    async refresh() {
      try {
        const [entries, token] = await Promise.all([
          worker.request('network.list', { limit: MAX_ENTRIES }),
          worker.request('network.token'),
        ]);
        set({ entries: [...entries].sort((a, b) => b.atMs - a.atMs), token, error: null });
      } catch (error) {
        const shown = toShownError(error);
        if (shown !== null) set({ error: shown });
      }
    },
    async refreshIfKnown() {
      if (get().entries !== null || get().error !== null) await get().refresh();
    },
    async setToken(token) {
      // A desktop shell keeps it encrypted and hands it to the worker itself.
      if (host.desktop === null) {
        set({ token: await worker.request('network.setToken', { token }) });
        return { isKept: true };
      }
      const kept = await host.desktop.setHubToken(token);
      set({ token: await worker.request('network.token') });
      return kept;
    },
  }));
}
