import { deserializeError, type JobSnapshot, type RpcClient } from '../../../worker/contract/index.ts';

export interface TranscribedFile {
  /** From the request to the last segment being in the library. */
  readonly elapsedMs: number;
  /** From the request to the first segment arriving at the client. */
  readonly firstSegmentMs: number;
  readonly segmentCount: number;
}

export interface TranscribeFileOptions {
  /** An id, or the folder of a model. */
  readonly model: string;
  readonly words: boolean;
}

/** One job through the whole pipeline, waited for as a window does: by the worker's events. */
export async function transcribeFile(
  client: RpcClient,
  path: string,
  { model, words }: TranscribeFileOptions,
): Promise<TranscribedFile> {
  const startedAtMs = performance.now();
  let firstSegmentMs = NaN;
  let segmentCount = 0;
  const stopSegments = client.on('segments.added', ({ segments }) => {
    if (segments.length === 0) return;
    if (segmentCount === 0) firstSegmentMs = performance.now() - startedAtMs;
    segmentCount += segments.length;
  });
  const ended = new Promise<JobSnapshot>((resolve) => {
    const stop = client.on('job.changed', (job) => {
      if (job.finishedAtMs === null) return;
      stop();
      resolve(job);
    });
  });
  const options = { model, words, language: 'en', device: 'cpu' as const };
  await client.request('jobs.start', { kind: 'transcribe', path, options, force: true });
  const { status, error } = await ended;
  stopSegments();
  if (error !== null) throw deserializeError(error);
  if (status !== 'completed') throw new Error(`The job for ${path} is ${status}.`);
  return { elapsedMs: performance.now() - startedAtMs, firstSegmentMs, segmentCount };
}
