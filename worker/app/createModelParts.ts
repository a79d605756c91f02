import { join, isAbsolute } from 'node:path';
import { describeModel } from '../asr/describeModel.ts';
import type { WorkerConfig } from '../config.ts';
import { acquireFileLock } from '../database/fileLock.ts';
import { type Engine, createEngine } from '../engine/createEngine.ts';
import { throttle } from '../lib/throttle.ts';
import { type ModelCache, openModelCache } from '../models/cache/modelCache.ts';
import { type CrashLedger, openCrashLedger } from '../models/crashLedger.ts';
import { type ModelStore, createModelStore } from '../models/modelStore.ts';
import { announceLoadedModels } from '../services/models/announceLoadedModels.ts';
import { type HubService, createHubService } from '../services/models/hubService.ts';
import { createEgressLog } from '../usage/egressLog.ts';
import { type ModelStatisticsStore, createModelStatistics } from '../usage/modelStatistics.ts';
import { countOnlyDeaths } from './countOnlyDeaths.ts';
import type { Events } from './createEvents.ts';
import type { Stores } from './openStores.ts';

/** Where models come from, where they are, and the engine that runs them. */
export interface ModelParts {
  readonly modelCache: ModelCache;
  readonly hub: HubService;
  readonly crashes: CrashLedger;
  readonly statistics: ModelStatisticsStore;
  readonly modelStore: ModelStore;
  readonly engine: Engine;
  /** Ends the engine and the requests that are under way. */
  close(): Promise<void>;
}

const MS_PER_MINUTE = 60_000;
const NETWORK_EVENT_INTERVAL_MS = 1000;

/** Second step: needs the stores, starts nothing. */
export function createModelParts(config: WorkerConfig, stores: Stores, events: Events): ModelParts {
  const { dataDir, assetsDir } = config;
  const { settings, database, logger } = stores;
  const environment = config.environment ?? process.env;
  const modelCache = openModelCache({ dataDir, environment, setting: () => settings.get().cacheDir });
  modelCache.onChanged(() => {
    events.emit('cache.changed', {});
  });
  const networkEvents = throttle(() => {
    events.emit('network.changed', {});
  }, NETWORK_EVENT_INTERVAL_MS);
  const hub = createHubService({
    dataDir,
    appVersion: config.appVersion,
    environment,
    isAlwaysOffline: config.offline,
    awaitsHostToken: config.hostSendsToken ?? false,
    settings,
    cache: modelCache,
    log: createEgressLog({
      database,
      onChanged: () => {
        networkEvents.push(undefined);
      },
      onLost: (error) => {
        logger.warn('How a request ended could not be recorded.', { error });
      },
    }),
    lockFile: acquireFileLock,
  });
  const crashes = countOnlyDeaths(openCrashLedger(join(dataDir, 'model-loads'), acquireFileLock));
  const modelStore = createModelStore({
    bundledDir: join(assetsDir, 'models'),
    describe: describeModel,
    cache: modelCache,
    endpoint: hub.endpoint,
    folders: () => [settings.get().defaultModel].filter((model) => isAbsolute(model)),
    isQuarantined: crashes.isQuarantined,
  });
  const { threads, unloadAfterMinutes } = settings.get();
  const engine = createEngine({
    threads,
    unloadAfterMs: unloadAfterMinutes === null ? null : unloadAfterMinutes * MS_PER_MINUTE,
    preparedModelsFolder: join(dataDir, 'prepared-models'),
    onDeviceFailed: (failure) => {
      logger.warn('A device failed; the model goes on on the CPU.', { ...failure });
    },
    onLoadedModelsChanged: announceLoadedModels((modelId) => {
      events.emit('models.changed', { modelId });
    }),
  });
  return {
    modelCache,
    hub,
    crashes,
    statistics: createModelStatistics(database),
    modelStore,
    engine,
    async close() {
      await engine.close();
      hub.close();
      networkEvents.cancel();
    },
  };
}
