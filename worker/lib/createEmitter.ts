/** Event name -> payload. */
export type EventMap = object;

export interface Emitter<Events extends EventMap> {
  /** Calls `listener` for every later event of that name; returns the function that ends it. */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void;
}

/**
 * Typed events. Listeners are called in the order they were added; a listener that throws does not keep the others
 * from being called, its error goes to `onError`.
 */
export function createEmitter<Events extends EventMap>(onError: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(payload: never) => void>>();
  return {
    on(name, listener) {
      // Each subscription is its own function, so that one listener added twice is called and removed twice.
      const entry = (payload: never) => {
        listener(payload);
      };
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(entry));
      return () => {
        ofName.delete(entry);
      };
    },
    emit(name, payload) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(payload as never);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
