import { resolve, sep } from 'node:path';
import type { Release } from '../../lib/createReadWriteLock.ts';

/** Counts who works with which folder: the snapshot of a model that is used, the repository that a download fills. */
export interface UseCounter {
  /** From now until the returned function is called. */
  begin(folder: string): Release;
  /** True while someone works with the folder, with one in it, or with one that it is in. */
  has(folder: string): boolean;
}

export function createUseCounter(): UseCounter {
  const counts = new Map<string, number>();
  return {
    begin(folder) {
      const key = resolve(folder) + sep;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      let isCounted = true;
      return () => {
        if (!isCounted) return;
        isCounted = false;
        const left = (counts.get(key) ?? 1) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
    has(folder) {
      const key = resolve(folder) + sep;
      return [...counts.keys()].some((used) => used.startsWith(key) || key.startsWith(used));
    },
  };
}
