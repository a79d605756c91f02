import type { AbortSignalLike } from '../contract/index.ts';

/** Index of the one number in a flag. */
const ABORTED = 0;

/** A number shared by two threads: 0, then 1 for good. */
export function createAbortFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function raiseAbortFlag(flag: Int32Array): void {
  Atomics.store(flag, ABORTED, 1);
}

export interface FlagSignal extends AbortSignalLike {
  /** Calls the listeners, once, if the flag is up. */
  notify(): void;
}

/**
 * The flag as a signal on the other thread. `aborted` is true from the moment the flag is raised, although the event
 * loop of this thread has not turned; listeners wait for `notify`.
 */
export function createFlagSignal(flag: Int32Array): FlagSignal {
  const listeners = new Set<() => void>();
  const isRaised = () => Atomics.load(flag, ABORTED) === 1;
  return {
    get aborted() {
      return isRaised();
    },
    addEventListener(_type, listener) {
      listeners.add(listener);
    },
    removeEventListener(_type, listener) {
      listeners.delete(listener);
    },
    notify() {
      if (!isRaised()) return;
      const called = [...listeners];
      listeners.clear();
      for (const listener of called) listener();
    },
  };
}
