import { basename, join } from 'node:path';
import { AppError, type CleanupPolicy, type FreedReport, type ModelTask } from '../../contract/index.ts';
import type { Logger } from '../../lib/logger.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { CachedRepository, CacheScan } from '../../models/cache/cachedRepository.ts';
import { planCleanup } from '../../models/cache/cleanupPolicy.ts';
import { deleteFromCache, finishDeletions } from '../../models/cache/deleteFromCache.ts';
import { type DeletionPlan, planDeletion } from '../../models/cache/deletionPlan.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { planPrune } from '../../models/cache/pruneCache.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import { findCachedRepository } from './findCachedRepository.ts';
import { findModelTask } from './findModelTask.ts';
import { findRevision } from './findRevision.ts';
import { createFreedReport, type FreedItem, listItems } from './freedReport.ts';

export interface DeleteModelsOptions {
  readonly cache: ModelCache;
  /** Address of the hub, by which a model may be named. */
  readonly endpoint: () => URL;
  /** Takes a model out of memory. */
  readonly unload: (repository: CachedRepository) => Promise<void>;
  /** True for a repository that a job is going to use, or to go on downloading. */
  readonly isAwaited: (repository: string) => boolean;
  readonly logger: Logger;
  readonly now?: (() => number) | undefined;
}

interface DryRun {
  readonly dryRun: boolean;
}

/**
 * What deletes from the cache. With `dryRun` each says what would go and the exact room that it takes on the disk; else
 * it deletes that, out of memory first, and never what something works with. What could not be removed is in the
 * report and is tried again with the next start. All throw `cache-busy` while the cache is moved or imported to, and
 * `cache-location-refused` when its folder is not there.
 */
export interface DeleteModels {
  /** A model, or one revision of it. Throws `not-found`, `model-in-use` or `invalid-request`. */
  remove(
    request: DryRun & { readonly modelId: string; readonly commit?: string | undefined },
  ): Promise<FreedReport>;
  /** What is of no use to anyone: see `planPrune`. */
  prune(request: DryRun): Promise<FreedReport>;
  /** Every model, or those of a task. Throws `model-in-use`. */
  clear(request: DryRun & { readonly task?: ModelTask | undefined }): Promise<FreedReport>;
  /** What a policy gives up: models that Earshot can use or has downloaded. */
  cleanUp(policy: CleanupPolicy, request: DryRun): Promise<FreedReport>;
  /** Ends deletions that were begun before. Never to be called while something is downloaded. */
  finish(): Promise<void>;
}

interface Deletion {
  readonly plan: DeletionPlan;
  readonly items: readonly FreedItem[];
  /** Of which nothing is to stay. */
  readonly whole: readonly CachedRepository[];
}

export function createDeleteModels(options: DeleteModelsOptions): DeleteModels {
  const { cache, endpoint, unload, isAwaited, logger, now = Date.now } = options;
  const { inUse, ledger, pendingDeletions } = cache;

  /** Plans by what is on the disk at this moment, and deletes that; one after the other, while nobody moves the cache. */
  async function run(dryRun: boolean, choose: (scan: CacheScan) => Promise<Deletion>): Promise<FreedReport> {
    await assertCacheReachable(cache.location());
    if (dryRun) {
      const { items, plan } = await choose(await cache.scan({ isFresh: true }));
      return createFreedReport(items, plan, null);
    }
    const releases = [await cache.deletion.own()];
    try {
      const release = cache.content.tryShare();
      if (release === null) throw new AppError('cache-busy', 'The cache is being moved or imported to.');
      releases.push(release);
      const scan = await cache.scan({ isFresh: true });
      return await carryOut(scan, await choose(scan));
    } finally {
      for (const release of releases) release();
    }
  }

  async function carryOut(scan: CacheScan, { plan, items, whole }: Deletion): Promise<FreedReport> {
    for (const { folder, commits } of plan.repositories) {
      const repository = scan.repositories.find((candidate) => candidate.folder === folder);
      if (commits.length > 0 && repository !== undefined) await unload(repository);
    }
    try {
      const result = await deleteFromCache(plan, { pending: pendingDeletions, isInUse: inUse.has });
      if (result.isComplete) await Promise.all(whole.map(({ folder }) => ledger.forget(basename(folder))));
      else logger.warn('Something could not be deleted yet.', { failures: result.failures });
      return createFreedReport(items, result, result);
    } finally {
      cache.announceChange();
    }
  }

  async function deleteWhole(scan: CacheScan, whole: readonly CachedRepository[]): Promise<Deletion> {
    for (const repository of whole) {
      if (!inUse.has(repository.folder)) continue;
      throw new AppError('model-in-use', 'A model that is in use cannot be deleted.', {
        details: { model: getCachedModelId(repository), folder: repository.folder },
      });
    }
    const targets = whole.map(({ folder }) => ({ folder }));
    return { plan: await planDeletion(scan, targets), items: whole.flatMap(listItems), whole };
  }

  /**
   * The models that Earshot can use or has downloaded. What other programs keep in a cache that is shared with them does
   * not go by itself, and does not count.
   */
  async function listOurs(scan: CacheScan): Promise<CacheScan> {
    const isOurs = await Promise.all(
      scan.repositories.map(async (repository) => {
        const { dtypes } = await ledger.read(basename(repository.folder));
        return findModelTask(repository) !== null || dtypes.length > 0;
      }),
    );
    const repositories = scan.repositories.filter((_, index) => isOurs[index] === true);
    return {
      ...scan,
      repositories,
      sizeBytes: repositories.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    };
  }

  return {
    remove: ({ modelId, commit, dryRun }) =>
      run(dryRun, async (scan) => {
        const { repository, revision: named } = findCachedRepository(scan, modelId, endpoint());
        const revision = commit === undefined ? named : findRevision(repository, commit);
        if (revision === null || repository.revisions.length === 1) return deleteWhole(scan, [repository]);
        const target = { folder: repository.folder, commits: [revision.commit] };
        const item = { kind: 'revision', name: revision.commit, sizeBytes: revision.sizeBytes } as const;
        return { plan: await planDeletion(scan, [target]), items: [item], whole: [] };
      }),

    prune: ({ dryRun }) =>
      run(dryRun, async (scan) => {
        const repositories = scan.repositories.filter(isModel);
        const owned = repositories
          .filter(({ repository, folder }) => isAwaited(repository) || inUse.has(folder))
          .map(({ folder }) => join(folder, 'blobs', '/'));
        const { items, deletion } = await planPrune({
          scan: { ...scan, repositories },
          ledger,
          partialTag: cache.partialTag,
          isPartialOwned: (path) => owned.some((folder) => path.startsWith(folder)),
          isInUse: inUse.has,
          nowMs: now(),
        });
        return { plan: deletion, items, whole: [] };
      }),

    clear: ({ task, dryRun }) =>
      run(dryRun, (scan) => {
        const isOfTask = (repository: CachedRepository) =>
          task === undefined || findModelTask(repository) === task;
        return deleteWhole(
          scan,
          scan.repositories.filter((repository) => isModel(repository) && isOfTask(repository)),
        );
      }),

    cleanUp: (policy, { dryRun }) =>
      run(dryRun, async (scan) => {
        const ours = await listOurs(scan);
        const chosen = await planCleanup({ scan: ours, ledger, policy, isInUse: inUse.has, nowMs: now() });
        const whole = chosen
          .map(({ repository }) => repository)
          .filter(({ folder, repository }) => !inUse.has(folder) && !isAwaited(repository));
        return deleteWhole(scan, whole);
      }),

    async finish() {
      const result = await finishDeletions({ pending: pendingDeletions, isInUse: inUse.has });
      if (result.fileCount > 0) cache.announceChange();
      if (!result.isComplete) {
        logger.warn('Something could not be deleted yet.', { failures: result.failures });
      }
    },
  };
}

/** What others keep beside models, in a cache that is shared with them, is theirs. */
function isModel({ type }: CachedRepository): boolean {
  return type === 'model';
}
