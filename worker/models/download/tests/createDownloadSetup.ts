import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestHub, type TestHub, type TestHubOptions } from '../../../../e2e/hub/createTestHub.ts';
import { acquireFileLock } from '../../../database/fileLock.ts';
import { blobPath, partialPath, repoFolderPath, snapshotPath } from '../../cache/cacheLayout.ts';
import type { EgressRequest } from '../../hub/egressLedger.ts';
import { createHttpTransport, type HttpLimits } from '../../hub/httpTransport.ts';
import { createHubClient } from '../../hub/hubClient.ts';
import { createReceiveMemory } from '../../hub/receiveMemory.ts';
import { createContentWriter } from '../contentWriter.ts';
import type { DownloadStep } from '../fileDownloader.ts';
import {
  createModelDownloader,
  type DownloadModelRequest,
  type ModelDownloaderOptions,
} from '../modelDownloader.ts';
import { createVerifiedBlobs } from '../verifiedBlobs.ts';
import { findViolations } from './findViolations.ts';

export const REPOSITORY = 'org/name';
export const TOKEN = 'hf_secret_token';
export const TAG = '0a1b2c3d';

const memory = createReceiveMemory();
const writer = createContentWriter({ memory });

export interface DownloadSetupOptions {
  readonly hub?: TestHubOptions;
  readonly limits?: Partial<HttpLimits>;
  readonly downloader?: Partial<ModelDownloaderOptions>;
}

/** A hub, an empty cache, and a downloader that does not really wait; `waits` says how long it would have. */
export async function createDownloadSetup(options: DownloadSetupOptions = {}) {
  const hub: TestHub = await createTestHub(options.hub);
  const sandbox = await mkdtemp(join(tmpdir(), 'earshot-download-'));
  const cacheDir = join(sandbox, 'models');
  const repoFolder = repoFolderPath(cacheDir, REPOSITORY);
  const requests: EgressRequest[] = [];
  const waits: number[] = [];
  const steps: DownloadStep[] = [];
  const state = { offline: false };
  hub.access.addToken(TOKEN);
  const transport = createHttpTransport({
    environment: {},
    memory,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const client = createHubClient({
    endpoint: new URL(hub.endpoint),
    token: TOKEN,
    appVersion: '0.0.0',
    transport,
    ledger: {
      begin(request) {
        requests.push(request);
        return () => undefined;
      },
    },
    isOffline: () => state.offline,
  });
  const createDownloader = () =>
    createModelDownloader({
      client,
      lockFile: acquireFileLock,
      verified: createVerifiedBlobs(),
      writer,
      installationTag: TAG,
      disableSymlinks: false,
      sleep: async (delayMs, signal) => {
        signal.throwIfAborted();
        waits.push(delayMs);
      },
      onStep: (step) => {
        steps.push(step);
      },
      ...options.downloader,
    });
  const request = (overrides: Partial<DownloadModelRequest> = {}): DownloadModelRequest => ({
    cacheDir,
    repository: REPOSITORY,
    revision: 'main',
    select: (files) => ({ files, missing: [] }),
    signal: new AbortController().signal,
    ...overrides,
  });
  const { download } = createDownloader();
  return {
    hub,
    client,
    cacheDir,
    repoFolder,
    requests,
    waits,
    steps,
    state,
    createDownloader,
    request,
    download: (overrides?: Partial<DownloadModelRequest>) => download(request(overrides)),
    readSnapshot: (commit: string, path: string) => readFile(snapshotPath(repoFolder, commit, path)),
    blob: (etag: string) => blobPath(repoFolder, etag),
    partial: (etag: string) => partialPath(repoFolder, etag, TAG),
    findViolations: () => findViolations({ sandbox, cacheName: 'models', hub }),
    /** Ends and removes everything, after a last look at what is wrong with it. */
    async close() {
      try {
        return await findViolations({ sandbox, cacheName: 'models', hub });
      } finally {
        transport.close();
        await hub.close();
        await rm(sandbox, { recursive: true, force: true });
      }
    },
  };
}

export type DownloadSetup = Awaited<ReturnType<typeof createDownloadSetup>>;
