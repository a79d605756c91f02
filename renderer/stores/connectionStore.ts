import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionStatus } from '../connection/connectWorker.ts';

export interface ConnectionState {
  readonly status: ConnectionStatus;
}

export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(): ConnectionStore {
  return createStore<ConnectionState>(() => ({ status: 'connecting' }));
}
