import { basename } from 'node:path';
import type { ModelVerification } from '../../contract/index.ts';
import type { JobRunner } from '../../jobs/jobRun.ts';
import type { Release } from '../../lib/createReadWriteLock.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { CachedRepository, CacheScan } from '../../models/cache/cachedRepository.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { planRepair } from '../../models/cache/repairPlan.ts';
import { type RevisionVerification, verifyRepository } from '../../models/cache/verifyCache.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import type { BundledModel } from '../../models/loadBundledModels.ts';
import { createByteReporter } from './createByteReporter.ts';
import { findCachedRepository } from './findCachedRepository.ts';
import { notInCache } from './notInCache.ts';
import { reportStage } from './reportStage.ts';
import { refuseDamaged, sumRecordedBytes, verifyBundledModels } from './verifyBundledModels.ts';

/** Fetches files of one commit again, over what is there. Throws what downloads throw. */
export type RepairFiles = (request: {
  readonly repository: string;
  readonly commit: string;
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly receivedBytes: number; readonly totalBytes: number }) => void;
}) => Promise<void>;

export interface VerifyModelsOptions {
  readonly cache: ModelCache;
  readonly endpoint: () => URL;
  readonly repairFiles: RepairFiles;
  /** The models that are a part of Earshot. */
  readonly listBundled: () => Promise<readonly BundledModel[]>;
  /** Takes a model out of memory: where files that are open cannot be replaced, it would not let go of them. */
  readonly unload: (repository: CachedRepository) => Promise<void>;
}

/** Reading takes most of the time, and what is fetched again is little as a rule. */
const VERIFYING = [0, 0.9] as const;
const REPAIRING = [0.9, 1] as const;

/**
 * Reads every file of a model, or of all, and compares it with its hash. With `repair`, the files that are broken, and no
 * others, are fetched again. Throws `not-found`, and when repairing what downloads throw, and `invalid-request` for a
 * model that is a part of Earshot and is damaged: nobody has its files but the installation.
 */
export function createVerifyModelsRunner(options: VerifyModelsOptions): JobRunner<'verify-models'> {
  const { cache } = options;
  return {
    lane: 'cache',
    async run({ params }, context) {
      reportStage(context, 'wait');
      const release = await cache.content.share(context.signal);
      try {
        await assertCacheReachable(cache.location());
        const scan = await cache.scan({ isFresh: true });
        const { repositories, bundled } = await chooseModels(options, scan, params.modelId);
        const report = createByteReporter(context);
        const totalBytes = sumRecordedBytes(bundled) + sumBytes(repositories);
        const onBytes = (doneBytes: number) => {
          report({ stage: 'verify', doneBytes, totalBytes, share: VERIFYING });
        };
        const ours = await verifyBundledModels(bundled, context.signal, onBytes);
        const verified = await verifyAll(options, repositories, context.signal, (doneBytes) => {
          onBytes(sumRecordedBytes(bundled) + doneBytes);
        });
        const models = params.repair
          ? await repairAll(options, verified, context)
          : verified.map(({ repository, found }) => describe(repository, found));
        if (params.repair) refuseDamaged(ours);
        return { models: [...ours, ...models] };
      } finally {
        release();
        cache.announceChange();
      }
    },
  };
}

interface Verified {
  readonly repository: CachedRepository;
  readonly found: RevisionVerification;
}

type Context = Parameters<JobRunner['run']>[1];

/** The model that was named, else all; a download goes before what came with Earshot under the same name. */
async function chooseModels(
  { endpoint, listBundled }: VerifyModelsOptions,
  scan: CacheScan,
  modelId: string | null,
): Promise<{
  readonly repositories: readonly CachedRepository[];
  readonly bundled: readonly BundledModel[];
}> {
  const bundled = await listBundled();
  if (modelId === null) {
    return { repositories: scan.repositories.filter(({ type }) => type === 'model'), bundled };
  }
  try {
    return { repositories: [findCachedRepository(scan, modelId, endpoint()).repository], bundled: [] };
  } catch (error) {
    const named = bundled.filter(({ manifest }) => manifest.id === modelId);
    if (named.length === 0) throw error;
    return { repositories: [], bundled: named };
  }
}

function sumBytes(parts: readonly { readonly sizeBytes: number }[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

async function verifyAll(
  { cache }: VerifyModelsOptions,
  repositories: readonly CachedRepository[],
  signal: AbortSignal,
  onBytes: (doneBytes: number) => void,
): Promise<readonly Verified[]> {
  let before = 0;
  const verified: Verified[] = [];
  for (const repository of repositories) {
    const release = await beginUse(cache, repository, signal);
    try {
      const revisions = await verifyRepository({
        repository,
        ledger: cache.ledger,
        signal,
        onProgress: ({ checkedBytes }) => {
          onBytes(before + checkedBytes);
        },
      });
      verified.push(...revisions.map((found) => ({ repository, found })));
      await recordDamage(cache, repository, !revisions.every((revision) => revision.isIntact));
    } finally {
      release();
    }
    before += repository.sizeBytes;
  }
  return verified;
}

async function repairAll(
  { cache, repairFiles, unload }: VerifyModelsOptions,
  verified: readonly Verified[],
  context: Context,
): Promise<readonly ModelVerification[]> {
  const plans = verified.map(({ found }) => planRepair(found));
  const totalBytes = plans.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0);
  const report = createByteReporter(context);
  let before = 0;
  const models: ModelVerification[] = [];
  for (const [index, { repository, found }] of verified.entries()) {
    const { files = [], downloadBytes = 0 } = plans[index] ?? {};
    if (files.length === 0) {
      models.push(describe(repository, found));
      continue;
    }
    const release = await beginUse(cache, repository, context.signal);
    try {
      await unload(repository);
      await repairFiles({
        repository: repository.repository,
        commit: found.commit,
        paths: files.map(({ path }) => path),
        signal: context.signal,
        onProgress: ({ receivedBytes }) => {
          report({ stage: 'download', doneBytes: before + receivedBytes, totalBytes, share: REPAIRING });
        },
      });
    } finally {
      release();
    }
    before += downloadBytes;
    models.push(
      describe(repository, await verifyAgain(cache, repository, found, context.signal), files.length),
    );
  }
  for (const { repository } of verified) {
    const modelId = getCachedModelId(repository);
    await recordDamage(cache, repository, !models.every((one) => one.modelId !== modelId || one.isIntact));
  }
  return models;
}

/** What was intact is known to be; only what was fetched is read. */
async function verifyAgain(
  cache: ModelCache,
  repository: CachedRepository,
  { commit }: RevisionVerification,
  signal: AbortSignal,
): Promise<RevisionVerification> {
  const scan = await cache.scan({ isFresh: true });
  const now = scan.repositories.find(({ folder }) => folder === repository.folder);
  if (now === undefined) throw notInCache('model', getCachedModelId(repository));
  const [found] = await verifyRepository({
    repository: now,
    commits: [commit],
    ledger: cache.ledger,
    trustsLedger: true,
    signal,
  });
  if (found === undefined) throw notInCache('revision', commit);
  return found;
}

async function beginUse(
  cache: ModelCache,
  { folder }: CachedRepository,
  signal: AbortSignal,
): Promise<Release> {
  const settled = await cache.deletion.share(signal);
  const release = cache.inUse.begin(folder);
  settled();
  return release;
}

async function recordDamage(
  { ledger }: ModelCache,
  { folder }: CachedRepository,
  isDamaged: boolean,
): Promise<void> {
  await ledger.update(basename(folder), (record) => ({ ...record, isDamaged }));
}

function describe(
  repository: CachedRepository,
  found: RevisionVerification,
  repairedFiles = 0,
): ModelVerification {
  return {
    modelId: getCachedModelId(repository),
    commit: found.commit,
    files: found.files.map(({ path, condition, sizeBytes }) => {
      return { path, condition, sizeBytes: sizeBytes ?? 0 };
    }),
    isIntact: found.isIntact,
    repairedFiles,
  };
}
