import { basename } from 'node:path';
import type { CachedRepositoryInfo, CacheInfo, OtherCacheInfo } from '../../contract/index.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { CachedRepository, CacheScan } from '../../models/cache/cachedRepository.ts';
import { measurePending } from '../../models/cache/deletionPlan.ts';
import type { OtherCache } from '../../models/cache/findOtherCaches.ts';
import { findUsedRevision } from '../../models/cache/findUsedRevision.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { readFreeBytes } from '../../models/cache/readFreeBytes.ts';
import { snapshotPath } from '../../models/cache/cacheLayout.ts';
import { summarizeCache } from '../../models/cache/summarizeCache.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import { findModelTask } from './findModelTask.ts';

export interface DescribeCacheOptions {
  readonly cache: ModelCache;
  readonly findOthers: (cacheDir: string) => Promise<readonly OtherCache[]>;
  readonly withFiles: boolean;
}

/** Everything in the cache with sizes, and the caches of other programs. Throws as `scanCache`. */
export async function describeCache(options: DescribeCacheOptions): Promise<CacheInfo> {
  const { cache, findOthers, withFiles } = options;
  const location = cache.location();
  const { path, source } = location;
  const [scan, freeBytes, pending, others] = await Promise.all([
    cache.scan(),
    readFreeBytes(path),
    cache.pendingDeletions.list(),
    findOthers(path),
  ]);
  const isReachable = await assertCacheReachable(location).then(
    () => true,
    () => false,
  );
  const byName = new Map(scan.repositories.map((repository) => [repository.repository, repository]));
  const summary = summarizeCache(scan, (name) => {
    const repository = byName.get(name);
    const task = repository === undefined ? null : findModelTask(repository);
    return task === null ? [] : [task];
  });
  return {
    cacheDir: path,
    source,
    freeBytes,
    sizeBytes: scan.sizeBytes,
    partialBytes: scan.partialBytes,
    orphanBytes: scan.orphanBytes,
    tasks: [...summary.tasks].map(([task, { modelCount, sizeBytes }]) => ({ task, modelCount, sizeBytes })),
    models: await Promise.all(scan.repositories.map((one) => describeRepository(one, cache, withFiles))),
    warnings: isReachable ? scan.warnings : [{ path, reason: 'vanished' }],
    pendingDeletionBytes: (await measurePending(pending)).sizeBytes,
    otherCaches: others.map(describeOther),
  };
}

async function describeRepository(
  repository: CachedRepository,
  cache: ModelCache,
  withFiles: boolean,
): Promise<CachedRepositoryInfo> {
  const { folder, partials, orphans, leftovers, revisions } = repository;
  const { isPinned } = await cache.ledger.read(basename(folder));
  return {
    modelId: getCachedModelId(repository),
    repository: repository.repository,
    type: repository.type,
    sizeBytes: repository.sizeBytes,
    partialBytes: sumBytes(partials),
    orphanBytes: sumBytes([...orphans, ...leftovers]),
    lastUsedAtMs: repository.lastUsedAtMs,
    isPinned,
    isInUse: cache.inUse.has(folder),
    revisions: revisions.map(({ commit, refs, sizeBytes, modifiedAtMs, files }) => ({
      commit,
      refs,
      sizeBytes,
      modifiedAtMs,
      files: withFiles ? files.map((file) => ({ path: file.path, sizeBytes: file.sizeBytes })) : [],
    })),
  };
}

function describeOther({ path, source, scan, isWritable }: OtherCache): OtherCacheInfo {
  return {
    path,
    source,
    modelCount: scan?.repositories.length ?? 0,
    sizeBytes: scan?.sizeBytes ?? 0,
    isWritable,
    models: scan === null ? [] : listUsable(scan),
  };
}

/** Those that Earshot can open where they are. */
function listUsable({ repositories }: CacheScan): OtherCacheInfo['models'] {
  return repositories.flatMap((repository) => {
    const revision = findUsedRevision(repository, { usedCommit: null });
    if (revision === null || findModelTask(repository) === null) return [];
    const folder = snapshotPath(repository.folder, revision.commit);
    return [{ modelId: getCachedModelId(repository), folder, sizeBytes: revision.sizeBytes }];
  });
}

function sumBytes(entries: readonly { readonly sizeBytes: number }[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
