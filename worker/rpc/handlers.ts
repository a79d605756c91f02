import type { WorkerServices } from '../services/workerServices.ts';
import type { RpcHandlers } from './server.ts';

/** One table: method -> one call into a service. */
export function createHandlers(services: WorkerServices): RpcHandlers {
  const { settings, models, hub, engine, cache, jobs, library, transcripts } = services;
  return {
    'settings.get': () => settings.get(),
    'settings.update': async ({ cacheDir, ...patch }) => {
      services.checkSettings(patch);
      // A folder is checked and adopted, not only written down.
      if (cacheDir !== undefined && cacheDir !== settings.get().cacheDir) await cache.chooseFolder(cacheDir);
      return settings.update(patch);
    },
    'models.list': () => models.list(),
    'models.catalog': (request) => models.catalog({ measureSpeed: request?.measureSpeed ?? null }),
    'models.speed': (request) => models.speed({ measureAgain: request?.measureAgain ?? false }),
    'models.inspect': (request, { signal }) => models.inspect({ ...request, signal }),
    'models.versions': ({ modelId }) => models.versions(modelId),
    'models.useVersion': ({ modelId, commit }) => models.useVersion(modelId, commit),
    'models.checkUpdates': (request, { signal }) => models.checkUpdates(signal, request?.modelId),
    'models.setPinned': ({ modelId, isPinned }) => models.setPinned(modelId, isPinned),
    'models.release': ({ modelId }) => models.release(modelId),
    'models.statistics': () => models.statistics(),
    'models.prepareOffline': ({ modelIds }) => models.prepareOffline(modelIds),
    'models.loaded': () => engine.loadedModels(),
    'models.unload': ({ modelId }) => models.unload(modelId),
    'models.remove': (request) => cache.remove(request),
    'cache.info': (request) => cache.info({ withFiles: request?.withFiles ?? false }),
    'cache.checkTarget': ({ path }) => cache.checkTarget(path),
    'cache.prune': (request) => cache.prune(request),
    'cache.clear': (request) => cache.clear(request),
    'cache.cleanUp': (request) => cache.cleanUp(request),
    'network.list': (request) => hub.listRequests(request?.limit ?? 1000),
    'network.token': () => hub.tokenStatus(),
    'network.setToken': ({ token }) => hub.setToken(token),
    'media.probe': ({ path }) => services.probeMedia(path),
    'media.peaks': ({ mediaId, count }) => transcripts.getPeaks(mediaId, count),
    'media.get': ({ mediaId }) => library.getMedia(mediaId),
    'jobs.start': (request) => jobs.start(request),
    'jobs.list': () => jobs.list(),
    'jobs.cancel': ({ jobId }) => jobs.cancel(jobId),
    'jobs.retry': ({ jobId }) => jobs.retry(jobId),
    'jobs.pause': ({ jobId }) => jobs.pause(jobId),
    'jobs.resume': ({ jobId }) => jobs.resume(jobId),
    'jobs.remove': ({ jobId }) => {
      jobs.remove(jobId);
      return null;
    },
    'jobs.move': ({ jobId, before }) => jobs.move(jobId, before),
    'library.list': (page) => library.list(page),
    'library.get': ({ meetingId, transcriptId }) => library.get(meetingId, transcriptId),
    'library.search': (request) => library.search(request),
    'library.rename': ({ meetingId, title }) => library.rename(meetingId, title),
    'library.remove': async ({ meetingId }) => {
      await library.remove(meetingId);
      return null;
    },
    'library.setNotes': (notes) => {
      transcripts.setNotes(notes);
      return null;
    },
    'transcripts.edit': (request) => transcripts.edit(request),
    'transcripts.undo': (request) => transcripts.undo(request),
    'transcripts.redo': (request) => transcripts.redo(request),
    'transcripts.setCurrent': ({ transcriptId }) => {
      transcripts.setCurrent(transcriptId);
      return null;
    },
    'transcripts.remove': ({ transcriptId }) => {
      library.removeTranscript(transcriptId);
      return null;
    },
    'exports.render': (request) => library.renderExport(request),
    'exports.write': (request) => library.writeExport(request),
    'diagnostics.get': () => services.collectDiagnostics(),
  };
}
