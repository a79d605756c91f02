import type { RpcEvent, RpcEvents } from '../contract/index.ts';
import type { RpcEventListener } from '../rpc/server.ts';

/** Events from the parts of the worker to whoever listens. */
export interface Events {
  emit<Name extends RpcEvent>(name: Name, payload: RpcEvents[Name]): void;
  /** Calls the listener with every event; returns the function that ends it. */
  subscribe(listener: RpcEventListener): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<RpcEventListener>();
  return {
    emit(name, payload) {
      for (const listener of [...listeners]) listener(name, payload);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
