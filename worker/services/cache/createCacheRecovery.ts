import { AppError, hasErrorCode, isAbortError } from '../../contract/index.ts';
import { createEmitter } from '../../lib/createEmitter.ts';
import type { Logger } from '../../lib/logger.ts';
import {
  type MoveProgress,
  type MoveResult,
  resumeMove,
  type ResumeMoveOptions,
} from '../../models/cache/moveCache.ts';
import { openMoveJournal } from '../../models/cache/moveJournal.ts';
import type { DeleteModels } from './deleteModels.ts';
import { switchCacheFolder, type SwitchCacheOptions } from './switchCacheFolder.ts';

export interface CacheRecoveryOptions extends SwitchCacheOptions {
  readonly deletions: Pick<DeleteModels, 'finish'>;
  readonly logger: Logger;
}

/** Ends at the start what an earlier run had begun with the cache: a move, deletions. */
export interface CacheRecovery {
  /**
   * To be called by whoever has just become the only one to run the jobs of the data directory. Before it returns, the
   * content of the cache is taken, so that no job gets to it first.
   */
  start(): void;
  /** Resolves, never rejects, when it is over; at once if it was never started. */
  readonly finished: () => Promise<void>;
  /**
   * Ends a move that is still under way, alone with the content of the cache; null if there is none. To be tried again
   * before another move: what kept the start from it, such as a disk, may be there now. Throws as `resumeMove`.
   */
  endMove(
    options: Pick<ResumeMoveOptions, 'signal' | 'isSuspended' | 'onProgress'>,
  ): Promise<MoveResult | null>;
  /** The move that was ended at the start, once; null if there was none or it failed. */
  takeResult(): MoveResult | null;
  readonly onProgress: (listener: (progress: MoveProgress) => void) => () => void;
  /** Undoes a move that is being ended. */
  cancelMove(): void;
  /** Stops, and leaves the rest to the next start. */
  close(): Promise<void>;
}

export function createCacheRecovery(options: CacheRecoveryOptions): CacheRecovery {
  const { cache, dataDir, deletions, logger } = options;
  const events = createEmitter<{ progress: MoveProgress }>(() => undefined);
  const controller = new AbortController();
  let isSuspended = false;
  let recovered: Promise<void> = Promise.resolve();
  let result: MoveResult | null = null;

  async function recover(): Promise<void> {
    const release = await cache.content.own();
    try {
      result = await endMove({
        signal: controller.signal,
        isSuspended: () => isSuspended,
        onProgress: (progress) => {
          events.emit('progress', progress);
        },
      });
    } catch (error) {
      // Nothing is to get in between a move that is left for the next start and the end of the app.
      if (isAbortError(error) && isSuspended) return;
      if (!isAbortError(error)) logger.error('A move of the models could not be ended.', { error });
    }
    try {
      if (!controller.signal.aborted) await deletions.finish();
    } catch (error) {
      logger.error('Deletions could not be ended.', { error });
    } finally {
      release();
      cache.announceChange();
    }
  }

  const endMove: CacheRecovery['endMove'] = async (ending) => {
    try {
      return await resumeMove({
        ...ending,
        dataDir,
        partialTag: cache.partialTag,
        switchTo: (folder) => switchCacheFolder(options, folder, () => cache.uses.own(ending.signal)),
      });
    } catch (error) {
      if (!hasErrorCode(error, 'invalid-request') || error.details['reason'] !== 'journal-damaged')
        throw error;
      // Nothing can be done by it, and it would be in the way of every move to come.
      await openMoveJournal(dataDir).setAside();
      throw new AppError('internal', 'The journal of a move was damaged and is set aside.', { cause: error });
    }
  };

  return {
    start() {
      recovered = recover();
    },
    finished: () => recovered,
    endMove,
    takeResult() {
      const taken = result;
      result = null;
      return taken;
    },
    onProgress: (listener) => events.on('progress', listener),
    cancelMove() {
      controller.abort();
    },
    async close() {
      isSuspended = true;
      controller.abort();
      await recovered;
    },
  };
}
