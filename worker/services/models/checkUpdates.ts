import { hasErrorCode, type ModelUpdate } from '../../contract/index.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { measureMissingBytes } from '../../models/download/measureMissingBytes.ts';
import { resolveSnapshot } from '../../models/download/resolveSnapshot.ts';
import { findVolumeRules } from '../../models/download/volumeRules.ts';
import type { InstalledModel } from '../../models/findInstalledModel.ts';
import type { HubClient } from '../../models/hub/hubClient.ts';
import { resolveRevision } from '../../models/hub/resolveRevision.ts';
import { selectModelFiles } from '../../models/modelLayouts.ts';
import type { HubService } from './hubService.ts';

export interface CheckUpdatesOptions {
  readonly hub: HubService;
  readonly cache: ModelCache;
  readonly models: readonly InstalledModel[];
  /** Whether a model that the hub does not have any more, or not for us, is a failure: not where it is one of many. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
}

/** Asks the hub which models have a newer commit, one model after the other. Throws what the hub's errors are. */
export async function checkUpdates(options: CheckUpdatesOptions): Promise<readonly ModelUpdate[]> {
  const { hub, models, isStrict } = options;
  const { client } = await hub.connect();
  return hub.whileOnline(options.signal, async (signal) => {
    const updates: ModelUpdate[] = [];
    for (const model of models) {
      try {
        const update = await checkUpdate(model, client, signal, options);
        if (update !== null) updates.push(update);
      } catch (error) {
        const isGone = hasErrorCode(error, 'hub-not-found') || hasErrorCode(error, 'hub-access-denied');
        if (isStrict || !isGone) throw error;
      }
    }
    return updates;
  });
}

async function checkUpdate(
  { modelId, entry, repository: cached, revision: current, wantedDtypes }: InstalledModel,
  client: HubClient,
  signal: AbortSignal,
  { cache }: CheckUpdatesOptions,
): Promise<ModelUpdate | null> {
  const { repository, folder: repoFolder } = cached;
  const revision = current.refs.includes('main') ? 'main' : (current.refs[0] ?? 'main');
  const newest = await resolveRevision({ client, repository, revision, signal, purpose: 'check-update' });
  if (newest.commit === current.commit) return null;
  const { files } = await resolveSnapshot({
    ...{ client, repository, repoFolder, signal },
    revision: newest.commit,
    rules: await findVolumeRules(cache.location().path),
  });
  const layout = entry?.layout ?? 'whisper-onnx';
  const wanted = new Set(wantedDtypes.flatMap((dtype) => selectModelFiles(files, layout, dtype).files));
  const downloadBytes = await measureMissingBytes({
    ...{ repoFolder, commit: newest.commit, installationTag: cache.partialTag },
    files: [...wanted],
  });
  return { modelId, currentCommit: current.commit, newCommit: newest.commit, downloadBytes };
}
