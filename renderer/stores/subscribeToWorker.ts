import type { WorkerConnection } from '../connection/connectWorker.ts';
import type { Stores } from './stores.ts';

export interface SubscribeToWorkerOptions {
  readonly worker: WorkerConnection;
  readonly stores: Stores;
  /** Waits before lists are read again, so that a run of events causes one request. */
  readonly schedule?: (callback: () => void, delayMs: number) => void;
}

/** The library changes with every chunk of a transcription; the list shows nothing that is worth more. */
const REFRESH_DELAY_MS = 300;

/**
 * The only listener to the worker's events. Events are hints: after every connection, the first one included, all that
 * is shown is read again.
 */
export function subscribeToWorker({
  worker,
  stores,
  schedule = (callback, delayMs) => {
    setTimeout(callback, delayMs);
  },
}: SubscribeToWorkerOptions): void {
  const { cache, connection, jobs, library, models, network, settings, transcript } = stores;
  const refreshLibrary = collapsing(() => {
    const { refresh, search, query } = library.getState();
    void refresh();
    void search(query);
  });
  const refreshTranscript = collapsing(() => void transcript.getState().refresh());
  const refreshModels = collapsing(() => void models.getState().refresh());
  // A connection that is lost meanwhile is shown by its status, and all is read again when it is back.
  const refreshJobs = collapsing(
    () =>
      void jobs
        .getState()
        .refresh()
        .catch(() => undefined),
  );
  const refreshCache = collapsing(() => void cache.getState().refreshIfKnown());
  const refreshNetwork = collapsing(() => void network.getState().refreshIfKnown());

  function collapsing(action: () => void): () => void {
    let isWaiting = false;
    return () => {
      if (isWaiting) return;
      isWaiting = true;
      schedule(() => {
        isWaiting = false;
        action();
      }, REFRESH_DELAY_MS);
    };
  }

  worker.on('job.changed', (job) => {
    jobs.getState().acceptJob(job);
    if (job.status === 'running') return;
    // It may have been put into another place, which is not part of what a job says of itself.
    if (job.status === 'queued' || job.status === 'paused') refreshJobs();
    // A model is loaded for a job and kept after it.
    refreshModels();
    // At once, or a meeting would be called unfinished for a moment when it has just been finished.
    if (job.meetingId !== null && job.status === 'completed') void library.getState().refresh();
    if (job.meetingId !== null) refreshLibrary();
    if (job.meetingId !== null && job.meetingId === transcript.getState().meetingId) refreshTranscript();
  });
  worker.on('job.removed', ({ jobId }) => {
    jobs.getState().acceptRemoved(jobId);
  });
  worker.on('segments.added', (added) => {
    transcript.getState().acceptSegments(added);
  });
  worker.on('transcript.changed', (change) => {
    transcript.getState().acceptChange(change);
    refreshLibrary();
  });
  worker.on('notes.changed', (changed) => {
    transcript.getState().acceptNotes(changed);
  });
  worker.on('meeting.changed', ({ meetingId }) => {
    refreshLibrary();
    if (meetingId === transcript.getState().meetingId) refreshTranscript();
  });
  worker.on('meeting.removed', () => {
    refreshLibrary();
  });
  worker.on('settings.changed', (changed) => {
    settings.getState().accept(changed);
  });
  worker.on('models.changed', refreshModels);
  worker.on('cache.changed', () => {
    refreshCache();
    refreshModels();
  });
  worker.on('network.changed', refreshNetwork);
  worker.onStatus((status, failure) => {
    connection.setState({ status, failure });
    if (status !== 'connected') return;
    void library.getState().refresh();
    // A connection that is lost meanwhile is shown by its status, and read again when it is back.
    jobs
      .getState()
      .refresh()
      .catch(() => undefined);
    void models.getState().refresh();
    void cache.getState().refreshIfKnown();
    void network.getState().refreshIfKnown();
    void settings.getState().refresh();
    void transcript.getState().refresh();
  });
}
