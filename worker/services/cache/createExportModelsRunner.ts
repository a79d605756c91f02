import { basename, isAbsolute } from 'node:path';
import { AppError } from '../../contract/index.ts';
import type { JobRunner } from '../../jobs/jobRun.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { CacheScan } from '../../models/cache/cachedRepository.ts';
import { exportBundle } from '../../models/cache/exportBundle.ts';
import { findUsedRevision } from '../../models/cache/findUsedRevision.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import type { BundledModel } from '../../models/loadBundledModels.ts';
import { createByteReporter } from './createByteReporter.ts';
import { explainBundled } from './explainBundled.ts';
import { findCachedRepository } from './findCachedRepository.ts';
import { notInCache } from './notInCache.ts';
import { reportStage } from './reportStage.ts';

export interface ExportModelsOptions {
  readonly cache: ModelCache;
  readonly endpoint: () => URL;
  /** The models that are a part of Earshot. */
  readonly listBundled: () => Promise<readonly BundledModel[]>;
}

/** Writes models into one file. Throws `invalid-request`, `not-found`, and as `exportBundle`. */
export function createExportModelsRunner({
  cache,
  endpoint,
  listBundled,
}: ExportModelsOptions): JobRunner<'export-models'> {
  const find = async (scan: CacheScan, modelId: string) => {
    try {
      return findCachedRepository(scan, modelId, endpoint());
    } catch (error) {
      throw await explainBundled(error, { modelId, listBundled, reason: 'bundled-export' });
    }
  };
  return {
    lane: 'cache',
    async run({ params }, context) {
      const { modelIds, file, overwrite } = params;
      if (!isAbsolute(file)) {
        throw new AppError('invalid-request', 'The path of the bundle is not absolute.', {
          details: { path: file },
        });
      }
      reportStage(context, 'wait');
      const releases = [await cache.content.share(context.signal)];
      try {
        await assertCacheReachable(cache.location());
        const settled = await cache.deletion.share(context.signal);
        releases.push(settled);
        const scan = await cache.scan({ isFresh: true });
        const sources = await Promise.all(
          [...new Set(modelIds)].map(async (modelId) => {
            const { repository, revision: named } = await find(scan, modelId);
            const record = await cache.ledger.read(basename(repository.folder));
            const revision = named ?? findUsedRevision(repository, record);
            if (revision === null) throw notInCache('model', modelId);
            return { repository, commit: revision.commit };
          }),
        );
        releases.push(...sources.map(({ repository }) => cache.inUse.begin(repository.folder)));
        settled();
        const report = createByteReporter(context);
        const exported = await exportBundle({
          sources,
          file,
          overwrite,
          // A job that starts again after a kill writes over what it had begun.
          partTag: cache.partialTag,
          signal: context.signal,
          onProgress: ({ doneBytes, totalBytes }) => {
            report({ stage: 'copy', doneBytes, totalBytes, share: [0, 1] });
          },
        });
        return { file: exported.file, sizeBytes: exported.sizeBytes };
      } finally {
        for (const release of releases) release();
      }
    },
  };
}
