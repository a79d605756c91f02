import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  AppError,
  DEFAULT_TRANSCRIBE_OPTIONS,
  deserializeError,
  type Meeting,
} from '../worker/contract/index.ts';
import { connectWorker } from '../worker/entries/connectWorker.ts';
import { waitForJob } from '../worker/entries/waitForJob.ts';

export interface TranscriberOptions {
  /** A model folder in the Hugging Face layout. */
  readonly modelFolder: string;
  readonly dtype: 'fp32' | 'q8';
  readonly assetsDir: string;
}

/** The whole worker with a library of its own: files in, meetings out, as a person gets them. */
export interface Transcriber {
  transcribe(path: string): Promise<Meeting>;
  close(): Promise<void>;
}

/** The worker picks the dtype itself, so it is given a copy of the model that has but one. */
export async function openTranscriber({
  modelFolder,
  dtype,
  assetsDir,
}: TranscriberOptions): Promise<Transcriber> {
  const dataDir = await mkdtemp(join(tmpdir(), 'earshot-transcriber-'));
  const model = join(dataDir, 'model');
  await cp(modelFolder, model, {
    recursive: true,
    filter: (path) => !path.endsWith('.onnx') || isOfDtype(basename(path), dtype),
  });
  const worker = await connectWorker({
    appVersion: '0.0.0',
    dataDir,
    assetsDir,
    offline: true,
    logLevel: 'error',
    unfinishedJobs: 'continue',
  });
  const { signal } = new AbortController();

  return {
    async transcribe(path) {
      const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, model, device: 'cpu' as const, words: false };
      const start = () =>
        worker.client.request('jobs.start', { kind: 'transcribe', path, options, force: true });
      const job = await waitForJob(worker.client, start, { signal, onChange: () => undefined });
      if (job.error !== null) throw deserializeError(job.error);
      if (job.meetingId === null) throw new AppError('internal', `The job for ${path} is ${job.status}.`);
      return worker.client.request('library.get', { meetingId: job.meetingId });
    },
    async close() {
      await worker.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function isOfDtype(file: string, dtype: 'fp32' | 'q8'): boolean {
  return file.endsWith('_quantized.onnx') === (dtype === 'q8');
}

/** What was said, without what was removed as not said. */
export function textOf({ transcript }: Meeting): string {
  const segments = transcript?.segments ?? [];
  return segments
    .filter((segment) => segment.removed === null)
    .map((segment) => segment.text.trim())
    .join(' ');
}
