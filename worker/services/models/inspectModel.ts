import { AppError, type ModelOffer, type ModelOfferOption } from '../../contract/index.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import { repoFolderPath } from '../../models/cache/cacheLayout.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { readFreeBytes } from '../../models/cache/readFreeBytes.ts';
import { measureMissingBytes } from '../../models/download/measureMissingBytes.ts';
import { resolveSnapshot } from '../../models/download/resolveSnapshot.ts';
import { findVolumeRules } from '../../models/download/volumeRules.ts';
import { checkAccess } from '../../models/hub/checkAccess.ts';
import { selectModelFiles } from '../../models/modelLayouts.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';
import type { HubService } from './hubService.ts';
import { listOptions } from './listOptions.ts';

export interface InspectModelOptions {
  readonly hub: HubService;
  readonly cache: ModelCache;
  /** What models run on here, as far as it is known. */
  readonly device: () => Promise<string>;
  /** Of the last download; null before there was one. */
  readonly bytesPerSecond: () => number | null;
}

export interface InspectModelRequest {
  readonly signal: AbortSignal;
  readonly model: string;
  readonly revision?: string | undefined;
}

/**
 * What the hub has of a model, with sizes, before anything is downloaded. Where the hub cannot be asked, what an earlier
 * download left of its list must do. Throws `model-incompatible` with the names of the files that it would need, and
 * what the hub's errors are.
 */
export async function inspectModel(
  { hub, cache, device, bytesPerSecond }: InspectModelOptions,
  { model, revision: chosen, signal: callSignal }: InspectModelRequest,
): Promise<ModelOffer> {
  const target = parseModelTarget(model, hub.endpoint());
  const { modelId, repository, entry } = target;
  const revision = chosen ?? target.revision ?? 'main';
  await assertCacheReachable(cache.location());
  const cacheDir = cache.location().path;
  const repoFolder = repoFolderPath(cacheDir, repository);
  const { client } = await hub.connect();
  const runsOn = await device();
  return hub.whileOnline(callSignal, async (signal) => {
    const rules = await findVolumeRules(cacheDir);
    const { commit, files, isGated, licence } = await resolveSnapshot({
      ...{ client, repository, revision, repoFolder, rules, signal },
    });
    const layout = entry?.layout ?? 'whisper-onnx';
    const options = await Promise.all(
      listOptions(files, entry, runsOn).map(async (dtype): Promise<ModelOfferOption> => {
        const selection = selectModelFiles(files, layout, dtype);
        const selected = { repoFolder, commit, files: selection.files, installationTag: cache.partialTag };
        return {
          dtype,
          totalBytes: selection.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          missingBytes: await measureMissingBytes(selected),
          missingFiles: selection.missing,
        };
      }),
    );
    const [first] = options;
    if (first === undefined || options.every(({ missingFiles }) => missingFiles.length > 0)) {
      throw new AppError('model-incompatible', 'The repository lacks files that a model needs.', {
        details: {
          ...{ repository, revision, commit, reason: 'files-missing' },
          file: first?.missingFiles.join(', ') ?? '',
        },
      });
    }
    // Its list is public: without this, what cannot be downloaded would look as if it could.
    if (isGated && first.missingBytes > 0) await checkAccess({ client, repository, signal });
    const speed = bytesPerSecond();
    return {
      ...{ modelId, repository, revision, commit, isGated, options },
      licence: entry?.licence.id ?? licence,
      cacheFreeBytes: await readFreeBytes(cacheDir),
      secondsEstimate: speed === null ? null : first.missingBytes / speed,
    };
  });
}
