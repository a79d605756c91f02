import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SerializedError } from '../../worker/contract/index.ts';
import type { ConnectionStatus } from '../connection/connectWorker.ts';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Why the shell starts no worker any more; null but for `stopped`, and where there is no shell to say it. */
  readonly failure: SerializedError | null;
}

export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(): ConnectionStore {
  return createStore<ConnectionState>(() => ({ status: 'connecting', failure: null }));
}
