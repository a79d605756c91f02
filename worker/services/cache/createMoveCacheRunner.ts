import { realpath } from 'node:fs/promises';
import { createAbortError } from '../../contract/index.ts';
import type { JobContext, JobRunner } from '../../jobs/jobRun.ts';
import type { Release } from '../../lib/createReadWriteLock.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { moveCache, type MoveResult } from '../../models/cache/moveCache.ts';
import { assertMovable } from './assertMovable.ts';
import type { CacheRecovery } from './createCacheRecovery.ts';
import { createMoveReporter } from './createMoveReporter.ts';
import type { DeleteModels } from './deleteModels.ts';
import { reportStage } from './reportStage.ts';
import { switchCacheFolder, type SwitchCacheOptions } from './switchCacheFolder.ts';

/** By then all is copied, verified and visible. */
const SWITCHING = 0.95;

export interface MoveCacheRunnerOptions extends SwitchCacheOptions {
  readonly recovery: CacheRecovery;
  readonly deletions: Pick<DeleteModels, 'finish'>;
}

/**
 * Moves the cache to another folder, alone with what is in it, and waits before the switch until no model is in use. When
 * the app ends meanwhile, the move is gone on from with the next start; canceling and pausing undo it. Throws as
 * `moveCache`.
 */
export function createMoveCacheRunner(options: MoveCacheRunnerOptions): JobRunner<'move-cache'> {
  const { cache, dataDir, recovery, deletions } = options;
  return {
    lane: 'cache',
    async run({ params: { to } }, context) {
      reportStage(context, 'wait');
      const resumed = await awaitRecovery(recovery, context);
      if (resumed !== null && (await isSameFolder(resumed.cacheDir, to))) return toResult(resumed);
      const release = await cache.content.own(context.signal);
      try {
        assertMovable(cache.location(), to);
        const steps = {
          signal: context.signal,
          isSuspended: () => context.stopReason() === 'queued',
          onProgress: createMoveReporter(context),
        };
        const ended = await recovery.endMove(steps);
        if (ended !== null && (await isSameFolder(ended.cacheDir, to))) return toResult(ended);
        // What could not be deleted is not to come along as something else.
        await deletions.finish();
        const from = cache.location().path;
        await assertCacheReachable(cache.location());
        if (await isSameFolder(from, to)) return { outcome: 'moved', cacheDir: from, leftBehind: [] };
        const moved = await moveCache({
          ...steps,
          from,
          to,
          dataDir,
          partialTag: cache.partialTag,
          switchTo: (folder) => switchCacheFolder(options, folder, () => ownUses(cache, context)),
        });
        return toResult(moved);
      } finally {
        // Nothing is to get in between a move that is left for the next start and the end of the app.
        if (context.stopReason() !== 'queued') release();
        cache.announceChange();
      }
    },
  };
}

/** Says so while a model that is in use keeps the move from its end. */
function ownUses(cache: ModelCache, context: JobContext): Release | Promise<Release> {
  const owned = cache.uses.tryOwn();
  if (owned !== null) return owned;
  reportStage(context, 'await-models', SWITCHING);
  return cache.uses.own(context.signal);
}

/** The move that the start of the app goes on with is this job, if a kill interrupted it. */
async function awaitRecovery(recovery: CacheRecovery, context: JobContext): Promise<MoveResult | null> {
  const { signal } = context;
  const stopListening = recovery.onProgress(createMoveReporter(context));
  const onAbort = () => {
    if (context.stopReason() !== 'queued') recovery.cancelMove();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await recovery.finished();
  } finally {
    stopListening();
    signal.removeEventListener('abort', onAbort);
  }
  if (signal.aborted) throw createAbortError();
  return recovery.takeResult();
}

function toResult({ outcome, cacheDir, leftBehind }: MoveResult) {
  return { outcome, cacheDir, leftBehind };
}

async function isSameFolder(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => realpath(path).catch(() => null)));
  return first !== null && first === second;
}
