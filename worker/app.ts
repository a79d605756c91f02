import { cpus, totalmem } from 'node:os';
import { createEvents } from './app/createEvents.ts';
import { createJobParts } from './app/createJobParts.ts';
import { createModelParts } from './app/createModelParts.ts';
import { openStores } from './app/openStores.ts';
import { probeMedia } from './audio/probeMedia.ts';
import type { WorkerConfig } from './config.ts';
import type { Logger } from './lib/logger.ts';
import { createHandlers } from './rpc/handlers.ts';
import type { RpcEventListener, RpcHandlers } from './rpc/server.ts';
import { collectDiagnostics } from './services/collectDiagnostics.ts';
import { createLibraryService } from './services/libraryService.ts';
import { checkNetworkSettings } from './services/models/checkNetworkSettings.ts';
import { createModelsService } from './services/models/modelsService.ts';
import { createTranscriptService } from './services/transcriptService.ts';
import type { SettingsProblem } from './settings/settingsStore.ts';
import { loadMeasuredSpeeds } from './usage/measuredSpeeds.ts';

/** The whole worker, ready to be served over a transport. */
export interface WorkerApp {
  readonly handlers: RpcHandlers;
  /** Calls the listener with every event; returns the function that ends it. */
  subscribe(listener: RpcEventListener): () => void;
  /** Takes the access token for the hub that the host keeps; null for none. */
  setHostToken(token: string | null): void;
  /** Writes to the log file of the data folder. */
  readonly logger: Logger;
  /** What was wrong with the file of the settings when it was opened. */
  readonly settingsProblem: SettingsProblem | null;
  /** Stops running jobs (they go on with the next start), takes models out of memory and closes the library. */
  close(): Promise<void>;
}

/**
 * Composition root: opens what is on disk and connects the parts. Throws what `openDatabase` throws, and
 * `permission-denied` or `disk-full` when the data folder cannot be made.
 */
export async function createWorkerApp(config: WorkerConfig): Promise<WorkerApp> {
  const events = createEvents();
  const { emit } = events;
  const stores = await openStores(config, events);
  const { logger, settings, database, repository } = stores;
  const modelParts = createModelParts(config, stores, events);
  const { hub, modelStore, engine } = modelParts;
  const { cache, jobs, speedProbe, copies } = createJobParts(config, stores, modelParts, events);

  const models = createModelsService({
    cache: modelParts.modelCache,
    modelStore,
    hub,
    crashes: modelParts.crashes,
    memory: engine,
    statistics: modelParts.statistics,
    jobs,
    speeds: () => loadMeasuredSpeeds(database),
    speedProbe,
    computer: { memoryBytes: totalmem(), cores: cpus().length },
    onModelChanged: (modelId) => {
      emit('models.changed', { modelId });
    },
  });
  const onMeetingChanged = (meetingId: string) => {
    emit('meeting.changed', { meetingId });
  };
  const library = createLibraryService({
    repository,
    jobs,
    nameModel: (modelId) => modelStore.nameOf(modelId),
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
          dataDir: config.dataDir,
          engine,
          modelStore,
          cacheLocation: modelParts.modelCache.location,
          settingsProblem: settings.problem?.savedAs ?? null,
        }),
    }),
    logger,
    settingsProblem: settings.problem,
    setHostToken: hub.setHostToken,
    subscribe: events.subscribe,
    async close() {
      // Before another process may run the jobs.
      await cache.close();
      await jobs.close();
      await speedProbe.close();
      await transcripts.close();
      await library.close();
      await copies.settled();
      await modelParts.close();
      database.close();
    },
  };
}
