import { basename } from 'node:path';
import { AppError, type DownloadModelJobParams } from '../../contract/index.ts';
import type { JobContext, JobRunner } from '../../jobs/jobRun.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import { repoFolderPath } from '../../models/cache/cacheLayout.ts';
import { isCommit } from '../../models/cache/hubNames.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import type { DownloadProgress } from '../../models/download/downloadProgress.ts';
import type { ModelStore } from '../../models/modelStore.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';
import type { HubService } from './hubService.ts';
import { planModelDownload } from './planModelDownload.ts';

export interface DownloadModelRunnerOptions {
  readonly cache: ModelCache;
  readonly hub: HubService;
  readonly modelStore: ModelStore;
  /** What models run on here, as far as it is known. */
  readonly device: () => Promise<string>;
  readonly onModelChanged: (modelId: string) => void;
}

/**
 * Downloads a model, or what is missing of it. What arrived stays when the job is paused, canceled or cut off, and the
 * next run goes on from there; the revision that was there before is used until the new one is complete. Throws
 * `offline`, `network-unreachable`, `hub-not-found`, `hub-access-denied`, `hub-rate-limited`, `model-incompatible`,
 * `download-corrupt`, `disk-full` (which pauses the job), `permission-denied`, `cache-location-refused` and
 * `invalid-request`.
 */
export function createDownloadModelRunner(options: DownloadModelRunnerOptions): JobRunner<'download-model'> {
  const { cache } = options;
  return {
    lane: 'download',
    // Room can be made, and the download goes on where it stopped.
    pausesAfter: (error) => error instanceof AppError && error.code === 'disk-full',
    async run({ params }, context) {
      const release = cache.content.tryShare() ?? (await waitToShare(context, cache));
      try {
        await assertCacheReachable(cache.location());
        return await download(params, context, options);
      } finally {
        release();
        cache.announceChange();
      }
    },
  };
}

function waitToShare(context: JobContext, cache: ModelCache): Promise<() => void> {
  report(context, 'wait');
  return cache.content.share(context.signal);
}

async function download(
  params: DownloadModelJobParams,
  context: JobContext,
  { cache, hub, modelStore, device, onModelChanged }: DownloadModelRunnerOptions,
) {
  report(context, 'resolve');
  const target = parseModelTarget(params.modelId, hub.endpoint());
  const { modelId, repository } = target;
  const cacheDir = cache.location().path;
  const repoFolder = repoFolderPath(cacheDir, repository);
  const settled = await cache.deletion.share(context.signal);
  const endUse = cache.inUse.begin(repoFolder);
  settled();
  try {
    const record = await cache.ledger.read(basename(repoFolder));
    const installed = await modelStore.findInstalled(modelId);
    const plan = planModelDownload(target, params, { record, installed }, await device());
    const { downloader } = await hub.connect();
    let last: DownloadProgress | null = null;
    const { commit, folder, licence } = await hub.whileOnline(context.signal, (signal) =>
      downloader.download({
        cacheDir,
        repository,
        revision: plan.revision,
        select: plan.select,
        signal,
        onProgress(progress) {
          last = progress;
          report(context, 'download', progress);
        },
      }),
    );
    await cache.ledger.update(basename(repoFolder), (before) => ({
      ...before,
      dtypes: [...new Set([...(params.isUpdate ? [] : before.dtypes), ...plan.dtypes()])],
      licence: licence ?? before.licence,
      // Each file of what was downloaded was found right; of other dtypes nothing is known.
      isDamaged:
        before.isDamaged && before.dtypes.some((dtype) => !plan.dtypes().some((one) => one === dtype)),
      usedCommit: params.isUpdate ? null : before.usedCommit,
      keptCommits: isCommit(params.revision ?? '')
        ? [...new Set([...before.keptCommits, commit])]
        : before.keptCommits,
    }));
    // First, so that who asks now is not answered from before.
    cache.announceChange();
    onModelChanged(modelId);
    return { modelId, commit, folder, ...measure(last) };
  } finally {
    endUse();
  }
}

function measure(progress: DownloadProgress | null) {
  const downloadedBytes = progress?.transferredBytes ?? 0;
  const reusedBytes = Math.max(0, (progress?.totalBytes ?? 0) - downloadedBytes);
  return { downloadedBytes, reusedBytes };
}

function report(
  context: JobContext,
  stage: 'wait' | 'resolve' | 'download',
  progress: DownloadProgress | null = null,
): void {
  const { receivedBytes = null, totalBytes = null, bytesPerSecond = null } = progress ?? {};
  context.report({
    stage,
    fraction: receivedBytes === null || !totalBytes ? 0 : receivedBytes / totalBytes,
    processedSeconds: null,
    totalSeconds: null,
    receivedBytes,
    totalBytes,
    bytesPerSecond,
    remainingSeconds: progress?.secondsLeft ?? null,
  });
}
