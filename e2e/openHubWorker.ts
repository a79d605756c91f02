import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  JobKind,
  JobResultByKind,
  JobSnapshot,
  RpcClient,
  RpcParams,
} from '../worker/contract/index.ts';
import { deserializeError } from '../worker/contract/index.ts';
import { connectWorker, type ConnectedWorker } from '../worker/entries/connectWorker.ts';
import { waitForJob } from '../worker/entries/waitForJob.ts';
import { createTestHub, type TestHub, type TestHubOptions } from './hub/createTestHub.ts';
import type { FaultHandle } from './hub/faultQueue.ts';
import { faults } from './hub/faults.ts';
import type { FileContent } from './hub/hubFile.ts';
import { ASSETS_DIR } from './openTestWorker.ts';

type StartRequest = RpcParams<'jobs.start'>;

/** A whole worker whose only hub is one of the test's own, with a data folder that outlives it. */
export interface HubWorker {
  readonly hub: TestHub;
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly client: RpcClient;
  /** Of the client. */
  readonly request: RpcClient['request'];
  /** Runs a job to its end; rejects with what it failed with. */
  run<Kind extends JobKind>(request: StartRequest & { readonly kind: Kind }): Promise<JobResultByKind[Kind]>;
  /** Runs a job to whatever end it has. */
  finish(start: () => Promise<JobSnapshot>): Promise<JobSnapshot>;
  /** The same for one that something else has started; rejects when there is none. */
  finishStarted(job: Pick<JobSnapshot, 'jobId'> | undefined): Promise<JobSnapshot>;
  /** Ends the worker and starts another on the same data folder. */
  restart(changes?: { offline?: boolean; environment?: Readonly<Record<string, string>> }): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openHubWorker(options: TestHubOptions = {}): Promise<HubWorker> {
  const hub = await createTestHub(options);
  const folder = await mkdtemp(join(tmpdir(), 'earshot-hub-'));
  const dataDir = join(folder, 'data');
  const environment = { HF_ENDPOINT: hub.endpoint, HF_HOME: join(folder, 'hf-home'), HOME: folder };
  const start = ({ offline = false, environment: added = {} }: Parameters<HubWorker['restart']>[0] = {}) =>
    connectWorker({
      appVersion: '0.0.0',
      dataDir,
      assetsDir: ASSETS_DIR,
      offline,
      logLevel: 'error',
      unfinishedJobs: 'continue',
      environment: { ...environment, ...added },
    });
  let worker: ConnectedWorker = await start();
  const finish = (begin: () => Promise<JobSnapshot>): Promise<JobSnapshot> =>
    waitForJob(worker.client, begin, {
      signal: new AbortController().signal,
      onChange: () => undefined,
    });
  return {
    hub,
    dataDir,
    environment,
    get client() {
      return worker.client;
    },
    get request() {
      return worker.client.request;
    },
    async run<Kind extends JobKind>(request: StartRequest & { readonly kind: Kind }) {
      const job = await finish(() => worker.client.request('jobs.start', request));
      if (job.error !== null) throw deserializeError(job.error);
      if (job.status !== 'completed') throw new Error(`The job is ${job.status}.`);
      return job.result as JobResultByKind[Kind];
    },
    finish,
    finishStarted: (job) =>
      finish(async () => {
        const found = (await worker.client.request('jobs.list')).find(({ jobId }) => jobId === job?.jobId);
        if (found === undefined) throw new Error('The job is gone.');
        return found;
      }),
    async restart(changes) {
      await worker.close();
      worker = await start(changes);
    },
    stop: () => worker.close(),
    async close() {
      await worker.close();
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Files of a Whisper export that are right by name, with weights of a size, and that no engine will load. */
export function standInFiles(weightBytes = 300_000, seed = 1): Record<string, FileContent> {
  const graphs = ['encoder_model', 'decoder_model_merged'].flatMap((name) => [
    `onnx/${name}.onnx`,
    `onnx/${name}_quantized.onnx`,
  ]);
  return {
    'README.md': 'A stand-in.\n',
    'config.json': '{"model_type":"whisper"}',
    'tokenizer.json': '{}',
    ...Object.fromEntries(
      graphs.map((path, index) => [path, { size: weightBytes, seed: seed * 10 + index }]),
    ),
  };
}

/** Lets large files come to 60 % and no further. */
export function stallDownloads(hub: TestHub): FaultHandle {
  return hub.faults.add({ origin: 'cdn', fault: faults.stall({ atFraction: 0.6 }), times: Infinity });
}

/** Content hash of a file of a repository as it is now. */
export function hashOf(hub: TestHub, repository: string, path: string): string {
  const { refs, commits } = hub.repository(repository);
  const file = commits.get(refs.get('main') ?? '')?.files.get(path);
  return file?.lfs?.oid ?? file?.oid ?? '';
}

/** What a job or a request failed with; nothing where it did not. */
export async function failure(job: Promise<unknown>): Promise<{ code?: unknown; details?: unknown }> {
  return job.then(
    () => ({}),
    (error: unknown) => error as { code?: unknown; details?: unknown },
  );
}
