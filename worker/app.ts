import { cpus, totalmem } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { describeModel } from './asr/describeModel.ts';
import { probeMedia } from './audio/probeMedia.ts';
import type { WorkerConfig } from './config.ts';
import { jobParamsSchemas, jobResultSchemas, type RpcEvent, type RpcEvents } from './contract/index.ts';
import { acquireFileLock } from './database/fileLock.ts';
import { openDatabase } from './database/openDatabase.ts';
import { createEngine } from './engine/createEngine.ts';
import { physicalCores } from './inference/physicalCores.ts';
import { createJobStore } from './jobs/jobStore.ts';
import { type Logger, createLogger } from './lib/logger.ts';
import { makeFolder } from './lib/makeFolder.ts';
import { openRotatingFile } from './lib/rotatingFile.ts';
import { throttle } from './lib/throttle.ts';
import { toFileError } from './lib/toFileError.ts';
import { openModelCache } from './models/cache/modelCache.ts';
import { openCrashLedger } from './models/crashLedger.ts';
import { CATALOG } from './models/catalog.ts';
import { createModelStore } from './models/modelStore.ts';
import { keepMedia } from './pipeline/keepMedia.ts';
import { createTranscribeRunner } from './pipeline/transcribeRunner.ts';
import { createHandlers } from './rpc/handlers.ts';
import type { RpcEventListener, RpcHandlers } from './rpc/server.ts';
import { createCacheService } from './services/cache/cacheService.ts';
import { collectDiagnostics } from './services/collectDiagnostics.ts';
import { createJobsService } from './services/jobsService.ts';
import { createLibraryService } from './services/libraryService.ts';
import { createMediaCopies } from './services/mediaCopies.ts';
import { announceLoadedModels } from './services/models/announceLoadedModels.ts';
import { checkNetworkSettings } from './services/models/checkNetworkSettings.ts';
import { createDownloadModelRunner } from './services/models/downloadModelRunner.ts';
import { guardEngine } from './services/models/guardEngine.ts';
import { createHubService } from './services/models/hubService.ts';
import { createModelsService } from './services/models/modelsService.ts';
import { repairFiles } from './services/models/repairFiles.ts';
import { createSpeedProbe } from './services/models/speedProbe.ts';
import { createTranscriptService } from './services/transcriptService.ts';
import { openSettingsStore } from './settings/settingsStore.ts';
import { createTranscriptRepository } from './transcripts/transcriptRepository.ts';
import { createEgressLog } from './usage/egressLog.ts';
import { loadMeasuredSpeeds } from './usage/measuredSpeeds.ts';
import { createModelStatistics } from './usage/modelStatistics.ts';

/** The whole worker, ready to be served over a transport. */
export interface WorkerApp {
  readonly handlers: RpcHandlers;
  /** Calls the listener with every event; returns the function that ends it. */
  subscribe(listener: RpcEventListener): () => void;
  /** Takes the access token for the hub that the host keeps; null for none. */
  setHostToken(token: string | null): void;
  /** Writes to the log file of the data folder. */
  readonly logger: Logger;
  /** Stops running jobs (they go on with the next start), takes models out of memory and closes the library. */
  close(): Promise<void>;
}

const LOG_FILE = { maxBytes: 1_000_000, keep: 3 } as const;
const MS_PER_MINUTE = 60_000;
const NETWORK_EVENT_INTERVAL_MS = 1000;

/**
 * Composition root: opens what is on disk and connects the parts. Throws what `openDatabase` throws, and
 * `permission-denied` or `disk-full` when the data folder cannot be made.
 */
export async function createWorkerApp(config: WorkerConfig): Promise<WorkerApp> {
  const { dataDir, assetsDir } = config;
  const logsDir = join(dataDir, 'logs');
  await makeFolder(logsDir).catch((error: unknown) => {
    throw toFileError(error, dataDir);
  });
  const writeLine = openRotatingFile({ path: join(logsDir, 'worker.log'), ...LOG_FILE });
  const logger = createLogger({ level: config.logLevel, write: writeLine });

  const settings = await openSettingsStore({ file: join(dataDir, 'settings.json'), logger });
  const database = openDatabase({ path: join(dataDir, 'library.db'), logger });
  const repository = createTranscriptRepository({ database, logger });
  const environment = config.environment ?? process.env;
  const modelCache = openModelCache({ dataDir, environment, setting: () => settings.get().cacheDir });
  const listeners = new Set<RpcEventListener>();
  const emit = <Name extends RpcEvent>(name: Name, payload: RpcEvents[Name]): void => {
    for (const listener of [...listeners]) listener(name, payload);
  };
  const networkEvents = throttle(() => {
    emit('network.changed', {});
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
  const crashes = openCrashLedger(join(dataDir, 'model-loads'), acquireFileLock);
  const statistics = createModelStatistics(database);
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
      emit('models.changed', { modelId });
    }),
  });

  const onMeetingChanged = (meetingId: string) => {
    emit('meeting.changed', { meetingId });
  };
  const onModelChanged = (modelId: string) => {
    emit('models.changed', { modelId });
  };
  settings.subscribe((changed) => {
    emit('settings.changed', changed);
  });

  modelCache.onChanged(() => {
    emit('cache.changed', {});
  });

  const cache = createCacheService({
    cache: modelCache,
    dataDir,
    environment,
    endpoint: hub.endpoint,
    cleanupPolicy: () => settings.get().cleanup,
    cleansUpAtStart: config.unfinishedJobs === 'continue',
    storeCacheDir: async (cacheDir) => {
      await settings.update({ cacheDir });
    },
    jobs: {
      claim: () => {
        jobs.claim();
      },
      list: () => jobs.list(),
    },
    memory: engine,
    repairFiles: (request) => repairFiles({ hub, cache: modelCache }, request),
    listBundledIds: async () => {
      const bundled = (await modelStore.list()).filter(({ source }) => source === 'bundled');
      return bundled.map(({ modelId }) => modelId);
    },
    logger,
  });
  // Where `earshot serve` puts what a browser uploads.
  const copiesDir = join(dataDir, 'uploads');
  const jobs = createJobsService({
    dataDir,
    store: createJobStore({
      database,
      paramsSchemas: jobParamsSchemas,
      resultSchemas: jobResultSchemas,
      logger,
    }),
    runners: {
      transcribe: createTranscribeRunner({
        repository,
        engine: guardEngine(engine, { crashes, statistics, logger }),
        modelStore,
        cache: modelCache,
        speechDetectorPath: join(assetsDir, 'models', 'silero-vad', 'silero_vad_v5_16k.onnx'),
        keepMedia: async (media, signal) =>
          settings.get().keepOriginals ? keepMedia({ ...media, copiesDir, signal }) : media.path,
        logger,
        onSegments: (added) => {
          emit('segments.added', added);
        },
        onMeetingChanged,
      }),
      'download-model': createDownloadModelRunner({ cache: modelCache, hub, modelStore, onModelChanged }),
      ...cache.runners,
    },
    settings: settings.get,
    endpoint: hub.endpoint,
    unfinishedJobs: config.unfinishedJobs,
    logger,
    onClaimed: cache.handleClaim,
    onChanged: (job) => {
      emit('job.changed', job);
      cache.handleJob(job);
      if (job.status === 'running') speedProbe.interrupt();
      copies.jobChanged(job);
    },
    onRemoved: (removed) => {
      emit('job.removed', removed);
      copies.jobRemoved(removed.jobId);
    },
  });
  const speedProbe = createSpeedProbe({
    file: join(dataDir, 'speed-probe.json'),
    conditions: () => ({
      appVersion: config.appVersion,
      processor: cpus()[0]?.model ?? '',
      // Those of the engine: a change of the setting comes with the next start.
      threads: threads ?? physicalCores(),
      device: settings.get().device,
    }),
    engine,
    isBusy: () => jobs.list().some(({ status }) => status === 'running'),
    onMeasured: () => {
      for (const { id, shape } of CATALOG) if (shape !== null) onModelChanged(id);
    },
    logger,
  });
  const models = createModelsService({
    cache: modelCache,
    modelStore,
    hub,
    crashes,
    memory: engine,
    statistics,
    jobs,
    speeds: () => loadMeasuredSpeeds(database),
    speedProbe,
    computer: { memoryBytes: totalmem(), cores: cpus().length },
    onModelChanged,
  });
  const copies = createMediaCopies({
    copiesDir,
    policy: () => settings.get().copies,
    listJobs: jobs.list,
    isInLibrary: (path) => repository.findMediaByPath(path) !== null,
    logger,
  });
  const library = createLibraryService({
    repository,
    jobs,
    onMeetingChanged,
    onMeetingRemoved: (meetingId, media) => {
      emit('meeting.removed', { meetingId });
      copies.meetingRemoved(media);
    },
    logger,
  });
  const transcripts = createTranscriptService({
    repository,
    onTranscriptChanged: (change) => {
      emit('transcript.changed', change);
    },
    onNotesChanged: (changed) => {
      emit('notes.changed', changed);
    },
    onMeetingChanged,
  });

  return {
    handlers: createHandlers({
      settings,
      checkSettings: checkNetworkSettings,
      models,
      hub,
      engine,
      cache,
      jobs,
      library,
      transcripts,
      probeMedia,
      collectDiagnostics: () =>
        collectDiagnostics({
          appVersion: config.appVersion,
          dataDir,
          engine,
          modelStore,
          settingsProblem: settings.problem?.savedAs ?? null,
        }),
    }),
    logger,
    setHostToken: hub.setHostToken,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      // Before another process may run the jobs.
      await cache.close();
      await jobs.close();
      await speedProbe.close();
      await transcripts.close();
      await library.close();
      await copies.settled();
      await engine.close();
      hub.close();
      networkEvents.cancel();
      database.close();
    },
  };
}
