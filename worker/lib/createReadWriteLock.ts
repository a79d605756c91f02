import { createAbortError } from '../contract/index.ts';

/** Gives the place back; more than once does nothing. */
export type Release = () => void;

/** Many at once who share, or one alone; in the order in which they asked. */
export interface ReadWriteLock {
  /** Resolves when nobody is alone in it or waits to be. Throws an AbortError when canceled while it waits. */
  share(signal?: AbortSignal): Promise<Release>;
  /** Resolves when all others have left. If it is empty, it is taken before this returns. */
  own(signal?: AbortSignal): Promise<Release>;
  /** As `share`; null instead of waiting. */
  tryShare(): Release | null;
  /** As `own`; null instead of waiting. */
  tryOwn(): Release | null;
}

interface Waiting {
  readonly isAlone: boolean;
  readonly admit: (release: Release) => void;
}

/**
 * A readers-writer lock within the process. Whoever asks to be alone is not overtaken, so that it comes to its turn; it
 * follows that nobody may ask again for what it has already, or the two wait for each other.
 */
export function createReadWriteLock(): ReadWriteLock {
  const queue: Waiting[] = [];
  let sharing = 0;
  let isOwned = false;

  const canEnter = (isAlone: boolean) => !isOwned && (!isAlone || sharing === 0);
  const enter = (isAlone: boolean): Release => {
    if (isAlone) isOwned = true;
    else sharing += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      if (isAlone) isOwned = false;
      else sharing -= 1;
      admitNext();
    };
  };
  const tryEnter = (isAlone: boolean) => (queue.length === 0 && canEnter(isAlone) ? enter(isAlone) : null);
  const admitNext = () => {
    for (let next = queue[0]; next !== undefined && canEnter(next.isAlone); next = queue[0]) {
      queue.shift();
      next.admit(enter(next.isAlone));
    }
  };
  const wait = (isAlone: boolean, signal: AbortSignal | undefined): Promise<Release> => {
    if (signal?.aborted === true) return Promise.reject(createAbortError());
    const entered = tryEnter(isAlone);
    if (entered !== null) return Promise.resolve(entered);
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(createAbortError());
        // It may have been the one for which those behind it waited.
        admitNext();
      };
      const waiting: Waiting = {
        isAlone,
        admit(release) {
          signal?.removeEventListener('abort', leave);
          resolve(release);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
    });
  };

  return {
    share: (signal) => wait(false, signal),
    own: (signal) => wait(true, signal),
    tryShare: () => tryEnter(false),
    tryOwn: () => tryEnter(true),
  };
}
