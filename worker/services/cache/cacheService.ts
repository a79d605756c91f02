import { join } from 'node:path';
import {
  AppError,
  type CacheInfo,
  type CacheTargetCheck,
  type CleanupPolicy,
  type FreedReport,
  type JobSnapshot,
  type LoadedModel,
} from '../../contract/index.ts';
import type { JobRunners } from '../../jobs/jobQueue.ts';
import { keepRecent } from '../../lib/keepRecent.ts';
import type { Logger } from '../../lib/logger.ts';
import type { CachedRepository } from '../../models/cache/cachedRepository.ts';
import type { Environment } from '../../models/cache/cacheLocation.ts';
import { findOtherCaches } from '../../models/cache/findOtherCaches.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import type { BundledModel } from '../../models/loadBundledModels.ts';
import { assertMovable } from './assertMovable.ts';
import { checkAdoption } from './checkAdoption.ts';
import { checkCacheTarget } from './checkCacheTarget.ts';
import { createAdoptCacheRunner } from './createAdoptCacheRunner.ts';
import { createCacheRecovery } from './createCacheRecovery.ts';
import { createExportModelsRunner } from './createExportModelsRunner.ts';
import { createImportModelsRunner } from './createImportModelsRunner.ts';
import { createMoveCacheRunner } from './createMoveCacheRunner.ts';
import { explainBundled } from './explainBundled.ts';
import { createVerifyModelsRunner, type RepairFiles } from './createVerifyModelsRunner.ts';
import { createDeleteModels, type DeleteModels } from './deleteModels.ts';
import { describeCache } from './describeCache.ts';
import { isAwaited } from './isAwaited.ts';
import { switchCacheFolder } from './switchCacheFolder.ts';

export interface CacheServiceOptions {
  readonly cache: ModelCache;
  readonly dataDir: string;
  readonly environment: Environment;
  /** Home folder; the person's by default. */
  readonly home?: string;
  /** Address of the hub, by which a model may be named. */
  readonly endpoint: () => URL;
  readonly cleanupPolicy: () => CleanupPolicy;
  /** Carry the policy out after the start too; a command does only what it was asked to do. */
  readonly cleansUpAtStart: boolean;
  /** Stores the folder as the person's choice; null for the one in the data folder. */
  readonly storeCacheDir: (cacheDir: string | null) => Promise<void>;
  readonly jobs: {
    /** Makes this process the one that runs the jobs. Throws `database-busy`. */
    readonly claim: () => void;
    readonly list: () => readonly JobSnapshot[];
  };
  readonly memory: {
    readonly loadedModels: () => readonly LoadedModel[];
    /** Every model without an id. */
    readonly unload: (modelId?: string) => Promise<void>;
  };
  readonly repairFiles: RepairFiles;
  /** The models that are a part of Earshot. */
  readonly listBundled: () => Promise<readonly BundledModel[]>;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** Our choice: caches of other programs change seldom, and may be a hundred times the size of ours. */
const OTHERS_MAX_AGE_MS = 60_000;

type CacheJob = 'verify-models' | 'move-cache' | 'adopt-cache' | 'export-models' | 'import-models';

/**
 * The models on the disk as a whole. Whatever changes them makes this process the one that runs the jobs, or throws
 * `database-busy`: two at once would delete what the other works with.
 */
export interface CacheService extends Pick<DeleteModels, 'remove' | 'prune' | 'clear'> {
  readonly runners: Pick<JobRunners, CacheJob>;
  info(request: { readonly withFiles: boolean }): Promise<CacheInfo>;
  checkTarget(path: string): Promise<CacheTargetCheck>;
  /** Deletes what a policy gives up, that of the settings if none is given. */
  cleanUp(request: {
    readonly dryRun: boolean;
    readonly policy?: CleanupPolicy | undefined;
  }): Promise<FreedReport>;
  /**
   * Makes a folder the cache as it is, null the one in the data folder; that of before stays as it was. Throws
   * `cache-location-refused`, `cache-busy` or `model-in-use` rather than wait.
   */
  chooseFolder(folder: string | null): Promise<void>;
  /** To be called when this process became the one that runs the jobs, before the first starts. */
  handleClaim(): void;
  /** To be called with every change of a job. */
  handleJob(job: JobSnapshot): void;
  /** What is being ended since the start is left to the next one. */
  close(): Promise<void>;
}

export function createCacheService(options: CacheServiceOptions): CacheService {
  const { cache, dataDir, endpoint, jobs, memory, logger, repairFiles, listBundled } = options;

  async function unload(repository: CachedRepository): Promise<void> {
    const ids = [getCachedModelId(repository), repository.repository];
    for (const { modelId } of memory.loadedModels()) {
      if (ids.includes(modelId) || modelId.startsWith(join(repository.folder, '/')))
        await memory.unload(modelId);
    }
  }

  const deletions = createDeleteModels({
    cache,
    endpoint,
    unload,
    isAwaited: (repository) => isAwaited(repository, jobs.list(), endpoint()),
    logger,
    now: options.now,
  });
  const switching = {
    cache,
    dataDir,
    storeSetting: options.storeCacheDir,
    unloadAll: () => memory.unload(),
  };
  const recovery = createCacheRecovery({ ...switching, deletions, logger });
  const { environment, home, now = Date.now } = options;
  const findOthers = keepRecent({
    load: (cacheDir: string) =>
      findOtherCaches({ environment, cacheDir, ...(home === undefined ? {} : { home }) }),
    maxAgeMs: OTHERS_MAX_AGE_MS,
    now,
  });
  let cleaning: Promise<void> = Promise.resolve();

  async function claim(): Promise<void> {
    jobs.claim();
    await recovery.finished();
  }

  /** A preview asks nobody; it may be made beside another process. */
  function claimed<Request extends { readonly dryRun: boolean }, Result>(
    act: (request: Request) => Promise<Result>,
  ) {
    return async (request: Request): Promise<Result> => {
      if (!request.dryRun) await claim();
      return act(request);
    };
  }

  /** What nobody asked for must not fail anything either. */
  async function cleanUpQuietly(): Promise<void> {
    const policy = options.cleanupPolicy();
    if (policy.budgetBytes === null && policy.unusedDays === null) return;
    try {
      const { freedBytes, items } = await deletions.cleanUp(policy, { dryRun: false });
      if (items.length > 0) logger.info('Models were cleaned up.', { freedBytes, items: items.length });
    } catch (error) {
      logger.warn('Models could not be cleaned up.', { error });
    }
  }

  function cleanUpSoon(): void {
    cleaning = Promise.all([cleaning, recovery.finished()]).then(cleanUpQuietly);
  }

  return {
    runners: {
      'verify-models': createVerifyModelsRunner({ cache, endpoint, repairFiles, listBundled, unload }),
      'move-cache': createMoveCacheRunner({ ...switching, recovery, deletions }),
      'adopt-cache': createAdoptCacheRunner(switching),
      'export-models': createExportModelsRunner({ cache, endpoint, listBundled }),
      'import-models': createImportModelsRunner({ cache }),
    },
    info: ({ withFiles }) => describeCache({ cache, findOthers, withFiles }),
    checkTarget: (path) => checkCacheTarget(cache, path),
    remove: claimed(async (request) => {
      try {
        return await deletions.remove(request);
      } catch (error) {
        throw await explainBundled(error, { ...request, listBundled, reason: 'bundled' });
      }
    }),
    prune: claimed(deletions.prune),
    clear: claimed(deletions.clear),
    cleanUp: claimed(({ dryRun, policy = options.cleanupPolicy() }) => deletions.cleanUp(policy, { dryRun })),

    async chooseFolder(folder) {
      await claim();
      const place = folder ?? join(dataDir, 'models');
      assertMovable(cache.location(), place);
      const release = cache.content.tryOwn();
      if (release === null) throw new AppError('cache-busy', 'The cache is being written to.');
      try {
        const path = folder === null ? place : await checkAdoption(folder);
        await switchCacheFolder(switching, path, () => {
          const own = cache.uses.tryOwn();
          if (own !== null) return own;
          throw new AppError('model-in-use', 'A model of the cache is in use.');
        });
      } finally {
        release();
      }
    },

    handleClaim() {
      recovery.start();
      if (options.cleansUpAtStart) cleanUpSoon();
    },
    handleJob({ kind, status }) {
      if (kind === 'download-model' && status === 'completed') cleanUpSoon();
      // One that waits to be released, while the start goes on with its move.
      if (kind === 'move-cache' && status === 'canceled') recovery.cancelMove();
    },
    async close() {
      await recovery.close();
      await cleaning;
    },
  };
}
