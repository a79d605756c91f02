import { cpus } from 'node:os';
import { join } from 'node:path';
import type { WorkerConfig } from '../config.ts';
import { jobParamsSchemas, jobResultSchemas } from '../contract/index.ts';
import { physicalCores } from '../inference/physicalCores.ts';
import { hasInstanceOwner } from '../jobs/instanceLock.ts';
import { createJobStore } from '../jobs/jobStore.ts';
import { CATALOG } from '../models/catalog.ts';
import { loadBundledModels } from '../models/loadBundledModels.ts';
import { keepMedia } from '../pipeline/keepMedia.ts';
import { createTranscribeRunner } from '../pipeline/transcribeRunner.ts';
import { type CacheService, createCacheService } from '../services/cache/cacheService.ts';
import { type JobsService, createJobsService } from '../services/jobsService.ts';
import { type MediaCopies, createMediaCopies } from '../services/mediaCopies.ts';
import { createDownloadModelRunner } from '../services/models/downloadModelRunner.ts';
import { guardEngine } from '../services/models/guardEngine.ts';
import { repairFiles } from '../services/models/repairFiles.ts';
import { type SpeedProbe, createSpeedProbe } from '../services/models/speedProbe.ts';
import type { Events } from './createEvents.ts';
import type { ModelParts } from './createModelParts.ts';
import type { Stores } from './openStores.ts';

/** The jobs, and what waits for them, gives way to them or is changed by them: they know each other. */
export interface JobParts {
  readonly cache: CacheService;
  readonly jobs: JobsService;
  readonly speedProbe: SpeedProbe;
  readonly copies: MediaCopies;
}

/** Third step: jobs that the last run left go on from here, if the host said so. */
export function createJobParts(
  config: WorkerConfig,
  stores: Stores,
  models: ModelParts,
  events: Events,
): JobParts {
  const { dataDir } = config;
  const { settings, repository, database, logger } = stores;
  // Where `earshot serve` puts what a browser uploads.
  const copiesDir = join(dataDir, 'uploads');
  const cache = createCache(config, stores, models, {
    claim: () => {
      jobs.claim();
    },
    list: () => jobs.list(),
  });
  const jobs = createJobsService({
    dataDir,
    store: createJobStore({
      database,
      paramsSchemas: jobParamsSchemas,
      resultSchemas: jobResultSchemas,
      hasOwner: () => hasInstanceOwner(dataDir),
      logger,
    }),
    runners: {
      transcribe: createTranscribe(config, stores, models, events, copiesDir),
      'download-model': createDownloadModelRunner({
        cache: models.modelCache,
        hub: models.hub,
        modelStore: models.modelStore,
        device: () => speedProbe.device(),
        onModelChanged: (modelId) => {
          events.emit('models.changed', { modelId });
        },
      }),
      ...cache.runners,
    },
    settings: settings.get,
    endpoint: models.hub.endpoint,
    unfinishedJobs: config.unfinishedJobs,
    logger,
    onClaimed: cache.handleClaim,
    onChanged: (job) => {
      events.emit('job.changed', job);
      cache.handleJob(job);
      if (job.status === 'running') speedProbe.interrupt();
      copies.jobChanged(job);
    },
    onRemoved: (removed) => {
      events.emit('job.removed', removed);
      copies.jobRemoved(removed.jobId);
    },
  });
  const speedProbe = createProbe(config, stores, models, events, () =>
    jobs.list().some(({ status }) => status === 'running'),
  );
  const copies = createMediaCopies({
    copiesDir,
    policy: () => settings.get().copies,
    listJobs: jobs.list,
    isInLibrary: (path) => repository.findMediaByPath(path) !== null,
    logger,
  });
  return { cache, jobs, speedProbe, copies };
}

function createCache(
  config: WorkerConfig,
  { settings, logger }: Stores,
  { modelCache, hub, engine }: ModelParts,
  jobs: Pick<JobsService, 'claim' | 'list'>,
): CacheService {
  return createCacheService({
    cache: modelCache,
    dataDir: config.dataDir,
    environment: config.environment ?? process.env,
    endpoint: hub.endpoint,
    cleanupPolicy: () => settings.get().cleanup,
    cleansUpAtStart: config.unfinishedJobs === 'continue',
    storeCacheDir: async (cacheDir) => {
      await settings.update({ cacheDir });
    },
    jobs,
    memory: engine,
    repairFiles: (request) => repairFiles({ hub, cache: modelCache }, request),
    listBundled: () => loadBundledModels(join(config.assetsDir, 'models')),
    logger,
  });
}

function createTranscribe(
  { assetsDir }: WorkerConfig,
  { settings, repository, logger }: Stores,
  { modelCache, modelStore, engine, crashes, statistics }: ModelParts,
  { emit }: Events,
  copiesDir: string,
): ReturnType<typeof createTranscribeRunner> {
  return createTranscribeRunner({
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
    onMeetingChanged: (meetingId) => {
      emit('meeting.changed', { meetingId });
    },
  });
}

function createProbe(
  { dataDir, appVersion }: WorkerConfig,
  { settings, logger }: Stores,
  { engine }: ModelParts,
  { emit }: Events,
  isBusy: () => boolean,
): SpeedProbe {
  // Those of the engine: a change of the setting comes with the next start.
  const { threads } = settings.get();
  return createSpeedProbe({
    file: join(dataDir, 'speed-probe.json'),
    conditions: () => ({
      appVersion,
      processor: cpus()[0]?.model ?? '',
      threads: threads ?? physicalCores(),
      device: settings.get().device,
    }),
    engine,
    isBusy,
    onMeasured: () => {
      for (const { id, shape } of CATALOG) if (shape !== null) emit('models.changed', { modelId: id });
    },
    logger,
  });
}
