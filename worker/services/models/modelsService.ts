import { basename, isAbsolute, resolve } from 'node:path';
import {
  AppError,
  type CatalogModel,
  type ComputerSpeed,
  type JobSnapshot,
  type LoadedModel,
  type ModelOffer,
  type ModelStatistics,
  type ModelStatus,
  type ModelUpdate,
  type ModelVersion,
} from '../../contract/index.ts';
import type { Engine } from '../../engine/createEngine.ts';
import { assertCacheReachable } from '../../models/cache/assertCacheReachable.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import type { RepositoryRecord } from '../../models/cache/cacheLedger.ts';
import type { CrashLedger } from '../../models/crashLedger.ts';
import type { InstalledModel } from '../../models/findInstalledModel.ts';
import type { ModelStore } from '../../models/modelStore.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';
import type { ModelStatisticsStore } from '../../usage/modelStatistics.ts';
import { findRevision } from '../cache/findRevision.ts';
import { notInCache } from '../cache/notInCache.ts';
import type { JobsService } from '../jobsService.ts';
import { checkUpdates } from './checkUpdates.ts';
import type { HubService } from './hubService.ts';
import { inspectModel, type InspectModelRequest } from './inspectModel.ts';
import { listCatalog } from './listCatalog.ts';
import { measureDownloadSpeed } from './measureDownloadSpeed.ts';
import type { Computer } from './recommendModels.ts';
import { describeSpeed } from './describeSpeed.ts';
import type { SpeedProbe } from './speedProbe.ts';

/**
 * The models of this computer, and those that it could have. Methods that take a model throw `not-found` without it. Those
 * about what was downloaded throw `invalid-request` for a model that is a part of Earshot.
 */
export interface ModelsService {
  list(): Promise<readonly ModelStatus[]>;
  /** With `measureSpeed`, the speed of this computer is measured if it is not known: waited for, or for the next call. */
  catalog(options: { readonly measureSpeed: 'wait' | 'background' | null }): Promise<readonly CatalogModel[]>;
  /** What was measured of this computer, now where that is asked for and no job runs. Null where nothing is known. */
  speed(options: { readonly measureAgain: boolean }): Promise<ComputerSpeed | null>;
  /** Asks the hub. Throws as `inspectModel`. */
  inspect(request: InspectModelRequest): Promise<ModelOffer>;
  /** Newest first. */
  versions(modelId: string): Promise<readonly ModelVersion[]>;
  /** From now on, the model is used at this commit. Throws `model-missing` while that is not complete. */
  useVersion(modelId: string, commit: string): Promise<ModelStatus>;
  /** Asks the hub, for one model or all. */
  checkUpdates(signal: AbortSignal, modelId?: string): Promise<readonly ModelUpdate[]>;
  /** Pinned models are left alone by the clean-up. */
  setPinned(modelId: string, isPinned: boolean): Promise<ModelStatus>;
  /** Allows a model again whose loading ended the app. */
  release(modelId: string): Promise<ModelStatus>;
  /** Takes a model out of memory, with its last user; all of them without one. */
  unload(modelId?: string): Promise<readonly LoadedModel[]>;
  statistics(): readonly ModelStatistics[];
  /** Starts the downloads of models, of those that are recommended here without a list. */
  prepareOffline(modelIds: readonly string[] | null): Promise<readonly JobSnapshot[]>;
}

export interface ModelsServiceOptions {
  readonly cache: ModelCache;
  readonly modelStore: ModelStore;
  readonly hub: HubService;
  readonly crashes: CrashLedger;
  readonly memory: Pick<Engine, 'loadedModels' | 'unload'>;
  readonly statistics: ModelStatisticsStore;
  readonly jobs: Pick<JobsService, 'list' | 'start'>;
  /** Model id -> seconds of work for a second of media. */
  readonly speeds: () => ReadonlyMap<string, number>;
  readonly speedProbe: Pick<SpeedProbe, 'current' | 'device' | 'measure' | 'measureAgain'>;
  readonly computer: Computer;
  readonly onModelChanged: (modelId: string) => void;
}

export function createModelsService(options: ModelsServiceOptions): ModelsService {
  const { cache, modelStore, hub, crashes, memory, statistics, jobs, speedProbe, onModelChanged } = options;

  const listWithSpeeds = async () =>
    listCatalog({
      models: await modelStore.list(),
      speeds: options.speeds(),
      probe: await speedProbe.current(),
      computer: options.computer,
    });
  const listRecommended = async () => {
    const recommended = (await listWithSpeeds()).filter(({ isRecommended }) => isRecommended);
    return recommended.map(({ modelId }) => modelId);
  };

  const find = async (modelId: string): Promise<InstalledModel> => {
    const model = await modelStore.findInstalled(modelId);
    if (model !== null) return model;
    const isBundled = (await modelStore.list()).some(
      (listed) => listed.source === 'bundled' && listed.modelId === modelId,
    );
    if (!isBundled) {
      await assertCacheReachable(cache.location());
      throw notInCache('model', modelId);
    }
    throw new AppError('invalid-request', 'A model that is a part of Earshot has no versions and no pin.', {
      details: { model: modelId, reason: 'bundled-stays' },
    });
  };
  /** The id under which a model is in memory and in the records, however it is named. */
  const toModelId = (name: string): string => {
    try {
      return isAbsolute(name) ? resolve(name) : parseModelTarget(name, hub.endpoint()).modelId;
    } catch {
      // No name of a model of the hub, and perhaps of one of another kind.
      return name;
    }
  };
  /** A model may be in memory and no longer on the disk. */
  const assertKnown = async (name: string): Promise<void> => {
    const modelId = toModelId(name);
    const known = [...(await memory.loadedModels()), ...(await modelStore.list())];
    if (known.some((model) => model.modelId === modelId)) return;
    if (isAbsolute(modelId)) {
      await modelStore.resolve(modelId, 'asr');
      return;
    }
    await assertCacheReachable(cache.location());
    throw notInCache('model', modelId);
  };
  const change = async (
    model: InstalledModel,
    changed: (record: RepositoryRecord) => RepositoryRecord,
  ): Promise<ModelStatus> => {
    await cache.ledger.update(basename(model.repository.folder), changed);
    cache.announceChange();
    onModelChanged(model.modelId);
    return modelStore.describe(await find(model.modelId));
  };

  return {
    list: modelStore.list,
    async catalog({ measureSpeed }) {
      const measured = measureSpeed === null ? null : speedProbe.measure();
      if (measureSpeed === 'wait') await measured;
      return listWithSpeeds();
    },
    async speed({ measureAgain }) {
      if (measureAgain) await speedProbe.measureAgain();
      const known = await speedProbe.current();
      return known === null ? null : describeSpeed(known);
    },
    inspect: (request) =>
      inspectModel(
        { hub, cache, device: speedProbe.device, bytesPerSecond: () => measureDownloadSpeed(jobs.list()) },
        request,
      ),

    async versions(modelId) {
      const { repository, revision: current } = await find(modelId);
      return repository.revisions
        .toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)
        .map(({ commit, refs, sizeBytes, modifiedAtMs }) => {
          const isCurrent = commit === current.commit;
          return { commit, refs, sizeBytes, downloadedAtMs: Math.round(modifiedAtMs), isCurrent };
        });
    },
    async useVersion(modelId, commit) {
      const model = await find(modelId);
      const { commit: usedCommit } = findRevision(model.repository, commit);
      // Not one that is being downloaded, or of which files were lost.
      await modelStore.resolve(`${model.repository.repository}@${usedCommit}`, model.task);
      return change(model, (record) => ({ ...record, usedCommit }));
    },
    async checkUpdates(signal, modelId) {
      if (modelId !== undefined) {
        return checkUpdates({ hub, cache, models: [await find(modelId)], isStrict: true, signal });
      }
      const listed = (await modelStore.list()).filter(({ cached }) => cached !== null);
      const found = await Promise.all(listed.map((model) => modelStore.findInstalled(model.modelId)));
      // What was asked for by its commit has nothing newer.
      const models = found
        .filter((model) => model !== null)
        .filter(({ revision }) => revision.refs.length > 0);
      return checkUpdates({ hub, cache, models, isStrict: false, signal });
    },
    setPinned: async (modelId, isPinned) =>
      change(await find(modelId), (record) => ({ ...record, isPinned })),

    async release(name) {
      const modelId = toModelId(name);
      const status = (await modelStore.list()).find((model) => model.modelId === modelId);
      crashes.release(modelId);
      if (status?.cached === null) return status;
      return change(await find(modelId), (record) => record);
    },
    async unload(name) {
      if (name !== undefined) await assertKnown(name);
      await memory.unload(name === undefined ? undefined : toModelId(name));
      return memory.loadedModels();
    },
    statistics: statistics.list,

    async prepareOffline(modelIds) {
      const wanted = modelIds ?? (await listRecommended());
      const targets = wanted.map((model) => parseModelTarget(model, hub.endpoint()));
      return targets.map(({ modelId, revision }) =>
        jobs.start({ kind: 'download-model', modelId, revision, dtype: null, isUpdate: false }),
      );
    },
  };
}
