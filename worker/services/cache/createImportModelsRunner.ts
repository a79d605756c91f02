import { isAbsolute } from 'node:path';
import { AppError } from '../../contract/index.ts';
import type { JobRunner } from '../../jobs/jobRun.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import { repoFolderName } from '../../models/cache/cacheLayout.ts';
import { type ImportedBundle, importBundle } from '../../models/cache/importBundle.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import { createByteReporter } from './createByteReporter.ts';
import { reportStage } from './reportStage.ts';

/** Takes the models of a bundle into the cache. Throws `invalid-request`, and as `importBundle`. */
export function createImportModelsRunner({
  cache,
}: {
  readonly cache: ModelCache;
}): JobRunner<'import-models'> {
  return {
    lane: 'cache',
    async run({ params: { file } }, context) {
      if (!isAbsolute(file)) {
        throw new AppError('invalid-request', 'The path of the bundle is not absolute.', {
          details: { path: file },
        });
      }
      reportStage(context, 'wait');
      const release = await cache.content.own(context.signal);
      try {
        await assertCacheReachable(cache.location());
        const report = createByteReporter(context);
        const { revisions, addedBytes } = await importBundle({
          file,
          cacheDir: cache.location().path,
          // A job that starts again after a kill writes over what it had begun.
          partTag: cache.partialTag,
          signal: context.signal,
          onProgress: ({ doneBytes, totalBytes }) => {
            report({ stage: 'copy', doneBytes, totalBytes, share: [0, 1] });
          },
        });
        await keepUnnamed(cache, revisions);
        const keptVersions = revisions.flatMap((revision) => {
          const { commit, newerCommit } = revision;
          const modelId = getCachedModelId(revision);
          return newerCommit === null ? [] : [{ modelId, commit, currentCommit: newerCommit }];
        });
        return { modelIds: [...new Set(revisions.map(getCachedModelId))], addedBytes, keptVersions };
      } finally {
        release();
        cache.announceChange();
      }
    },
  };
}

/** A revision without a ref looks like a left-over; these were wanted. */
async function keepUnnamed(cache: ModelCache, revisions: ImportedBundle['revisions']): Promise<void> {
  const { repositories } = await cache.scan({ isFresh: true });
  const unnamed = new Set(
    repositories.flatMap((one) =>
      one.revisions.flatMap(({ refs, commit }) => (refs.length > 0 ? [] : [commit])),
    ),
  );
  for (const { repository, type, commit } of revisions.filter((revision) => unnamed.has(revision.commit))) {
    await cache.ledger.update(repoFolderName(repository, type), (record) => ({
      ...record,
      keptCommits: [...new Set([...record.keptCommits, commit])],
    }));
  }
}
