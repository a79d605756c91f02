import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobSnapshot, ModelStatus } from '../worker/contract/index.ts';
import { getErrorMessage } from '../worker/contract/index.ts';
import { acquireFileLock } from '../worker/database/fileLock.ts';
import { repoFolderName, snapshotPath } from '../worker/models/cache/cacheLayout.ts';
import { readRef } from '../worker/models/cache/readRef.ts';
import { openCrashLedger } from '../worker/models/crashLedger.ts';
import { createRandom } from '../worker/lib/testRandom.ts';
import { findViolations } from '../worker/models/download/tests/findViolations.ts';
import { faults } from './hub/faults.ts';
import { BASE, type HubWorker, openHubWorker, standInFiles } from './openHubWorker.ts';
import { ASSETS_DIR } from './openTestWorker.ts';
import { starterModelFiles } from './starterModelFiles.ts';

const PROCESS = fileURLToPath(new URL('./hubWorkerProcess.ts', import.meta.url));
const SAMPLE = join(ASSETS_DIR, 'samples', 'project-meeting.ogg');
const STARTER = 'earshot/starter-test';
const WEIGHT_BYTES = 4_000_000;
const ENCODER = 'onnx/encoder_model_quantized.onnx';

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

function request<Method extends Parameters<HubWorker['client']['request']>[0]>(
  ...call: Parameters<typeof worker.client.request<Method>>
) {
  return worker.client.request<Method>(...call);
}

/** Content hash of a file of a repository as it is now. */
function hashOf(repository: string, path: string): string {
  const { refs, commits } = worker.hub.repository(repository);
  const file = commits.get(refs.get('main') ?? '')?.files.get(path);
  return file?.lfs?.oid ?? file?.oid ?? '';
}

/** Lets large files come to 60 % and no further. */
function stallDownloads() {
  return worker.hub.faults.add({ origin: 'cdn', fault: faults.stall({ atFraction: 0.6 }), times: Infinity });
}

/** Resolves when so much of the model has come to this computer. */
function hasCome(jobId: string, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (job: JobSnapshot): void => {
      if (job.jobId === jobId && (job.progress?.receivedBytes ?? 0) >= bytes) resolve();
    };
    worker.client.on('job.changed', look);
    void request('jobs.list').then((jobs) => {
      jobs.forEach(look);
    });
  });
}

/** Bytes of the encoder that a killed process is certain to leave. */
async function readFlushedBytes(): Promise<number> {
  const blobs = join(worker.dataDir, 'models', repoFolderName(BASE), 'blobs');
  const name = (await readdir(blobs).catch(() => [])).find(
    (fileName) => fileName.startsWith(hashOf(BASE, ENCODER)) && fileName.endsWith('.incomplete.json'),
  );
  if (name === undefined) return 0;
  return Number(JSON.parse(await readFile(join(blobs, name), 'utf8')).flushedBytes);
}

function sumSentBytes(): number {
  return worker.hub.log.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
}

async function failure(job: Promise<unknown>): Promise<{ code?: unknown; details?: unknown }> {
  return job.then(
    () => ({}),
    (error: unknown) => error as { code?: unknown; details?: unknown },
  );
}

describe('a model of the catalog', () => {
  beforeEach(async () => {
    await worker.hub.addRepository({ id: BASE, files: standInFiles(WEIGHT_BYTES) });
  });

  it('is offered with its sizes, downloaded, and listed with what is there', async () => {
    const offer = await request('models.inspect', { model: `https://huggingface.co/${BASE}` });
    const totalBytes = 2 * WEIGHT_BYTES + 26;
    expect(offer).toMatchObject({ modelId: 'whisper-base', repository: BASE, isGated: false });
    expect(offer.options[0]).toEqual({ dtype: 'q8', totalBytes, missingBytes: totalBytes, missingFiles: [] });
    expect(offer.options.find(({ dtype }) => dtype === 'fp16')?.missingFiles).toEqual([
      'onnx/encoder_model_fp16.onnx',
      'onnx/decoder_model_merged_fp16.onnx',
    ]);

    // Looked at just before, and asked for again as soon as it is told.
    expect((await request('models.list')).map(({ source }) => source)).not.toContain('cache');
    const changed = new Promise<readonly ModelStatus[]>((resolve) => {
      worker.client.on('models.changed', () => {
        resolve(request('models.list'));
      });
    });
    const result = await worker.run({ kind: 'download-model', modelId: BASE });
    expect(result).toMatchObject({ modelId: 'whisper-base', downloadedBytes: totalBytes, reusedBytes: 0 });
    const models = await changed;
    expect(models.find(({ modelId }) => modelId === 'whisper-base')).toMatchObject({
      source: 'cache',
      sizeBytes: totalBytes,
      cached: { repository: BASE, revision: 'main', dtypes: ['q8'], isComplete: true, versions: 1 },
    });
    const second = await worker.run({ kind: 'download-model', modelId: 'whisper-base', dtype: 'fp32' });
    expect(second).toMatchObject({ downloadedBytes: 2 * WEIGHT_BYTES, reusedBytes: 26 });
    const catalog = await request('models.catalog');
    expect(catalog.find(({ modelId }) => modelId === 'whisper-base')?.installedDtypes).toEqual([
      'fp32',
      'q8',
    ]);
  });

  it('is one download for fifty who want it, however they name it', async () => {
    const names = ['whisper-base', BASE, `${worker.hub.endpoint}/${BASE}`];
    const started = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        request('jobs.start', { kind: 'download-model', modelId: names[index % 3] ?? '' }),
      ),
    );
    const [first] = started;
    expect(new Set(started.map(({ jobId }) => jobId)).size).toBe(1);
    const job = await worker.finish(() => current(first));
    expect(job.status).toBe('completed');
    expect(worker.hub.log.bytesSentOf(hashOf(BASE, ENCODER))).toBe(WEIGHT_BYTES);
  });

  it('goes on by range after a pause, and is listed as incomplete meanwhile', async () => {
    const stalled = stallDownloads();
    const { jobId } = await request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    expect(await request('jobs.pause', { jobId })).toMatchObject({ status: 'paused' });
    const listed = (await request('models.list')).find(({ modelId }) => modelId === 'whisper-base');
    expect(listed?.cached).toMatchObject({ isComplete: false, dtypes: [] });
    expect(listed?.cached?.partialBytes).toBeGreaterThan(0);
    expect(listed?.cached?.missing).toContain(ENCODER);
    stalled.remove();
    const job = await worker.finish(() => request('jobs.resume', { jobId }));
    expect(job).toMatchObject({ status: 'completed', error: null });
    const [, resumed] = worker.hub.log.requests.filter(({ blob }) => blob === hashOf(BASE, ENCODER));
    expect(resumed).toMatchObject({ status: 206, headers: { range: expect.stringMatching(/^bytes=[1-9]/) } });
    expect(job.kind === 'download-model' ? job.result?.reusedBytes : 0).toBeGreaterThan(1_000_000);
  });

  it('is ended by the offline switch, asks nobody then, and goes on when it is off', async () => {
    const stalled = stallDownloads();
    const { jobId } = await request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    const ended = new Promise<JobSnapshot>((resolve) => {
      worker.client.on('job.changed', (job) => {
        if (job.jobId === jobId && job.status === 'failed') resolve(job);
      });
    });
    await request('settings.update', { offline: true });
    expect((await ended).error).toMatchObject({ code: 'offline' });
    stalled.remove();
    worker.hub.log.clear();
    const again = await worker.finish(() => request('jobs.retry', { jobId }));
    expect(again.error).toMatchObject({ code: 'offline' });
    expect(await failure(request('models.inspect', { model: 'whisper-tiny' }))).toMatchObject({
      code: 'offline',
    });
    expect(worker.hub.log.requests).toEqual([]);
    await request('settings.update', { offline: false });
    expect(await worker.finish(() => request('jobs.retry', { jobId }))).toMatchObject({
      status: 'completed',
    });
  });

  it('goes on by range after its process was killed', async () => {
    // More than is written between two moments at which it is certain to be on the disk.
    const sizeBytes = 150_000_000;
    await worker.hub.commit(BASE, { [ENCODER]: { size: sizeBytes, seed: 7 } });
    await worker.stop();
    const stalled = stallDownloads();
    const child = spawn(process.execPath, [PROCESS, worker.dataDir, worker.hub.endpoint, 'whisper-base'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await vi.waitUntil(async () => (await readFlushedBytes()) > 0, { timeout: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'close');
    stalled.remove();
    worker.hub.log.clear();
    await worker.restart();
    const [job] = await request('jobs.list');
    const done = await worker.finish(() => current(job));
    expect(done).toMatchObject({ kind: 'download-model', status: 'completed', attempt: 1 });
    const again = worker.hub.log.requests.filter(({ blob }) => blob === hashOf(BASE, ENCODER));
    expect(again.map(({ status, headers }) => [status, headers.range])).toEqual([
      [206, expect.stringMatching(/^bytes=\d{8}-$/)],
    ]);
    const models = await request('models.list');
    expect(models.find(({ modelId }) => modelId === 'whisper-base')?.cached).toMatchObject({
      isComplete: true,
      partialBytes: 0,
    });
  });

  it('is whole, and was so at no time before, however often the process is killed', async () => {
    await worker.stop();
    const seed = Date.now() % 1_000_000;
    console.log(`Kills with seed ${seed}`);
    const random = createRandom(seed);
    const sandbox = join(worker.dataDir, 'sandbox');
    await mkdir(sandbox, { recursive: true });
    worker.hub.faults.add({
      origin: 'cdn',
      times: Infinity,
      fault: faults.slowBody({ bytesPerSecond: 8e6 }),
    });
    let kills = 0;
    for (let hasEnded = false; !hasEnded;) {
      worker.hub.log.clear();
      const wanted = random() * WEIGHT_BYTES;
      const child = spawn(
        process.execPath,
        [PROCESS, worker.dataDir, worker.hub.endpoint, 'whisper-base', join(sandbox, 'models')],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const closed = once(child, 'close').then(() => true);
      const sent = worker.hub.log.waitFor(() => sumSentBytes() > wanted).then(() => false);
      hasEnded = await Promise.race([closed, sent]);
      // The sixth may end in peace.
      if (!hasEnded && kills < 5) {
        kills += 1;
        child.kill('SIGKILL');
      }
      hasEnded = (await closed) && child.signalCode === null;
      expect(await findViolations({ sandbox, cacheName: 'models', hub: worker.hub })).toEqual([]);
      const repoFolder = join(sandbox, 'models', repoFolderName(BASE));
      const commit = await readRef(repoFolder, 'main');
      if (hasEnded) expect(commit).not.toBeNull();
      // Whatever can be found is whole.
      if (commit !== null) {
        const { size } = await stat(snapshotPath(repoFolder, commit, ENCODER));
        expect(size).toBe(WEIGHT_BYTES);
      }
    }
    expect(kills).toBeGreaterThan(2);
  });

  it('goes on after the app was quit, and tells of all that changes', async () => {
    const stalled = stallDownloads();
    const { jobId } = await request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    await worker.stop();
    stalled.remove();
    await worker.restart();
    const told = new Set<string>();
    for (const name of ['models.changed', 'cache.changed', 'network.changed'] as const) {
      worker.client.on(name, () => told.add(name));
    }
    const [job] = await request('jobs.list');
    expect(job).toMatchObject({ jobId, attempt: 1 });
    expect(await worker.finish(() => current(job))).toMatchObject({ status: 'completed' });
    await vi.waitUntil(() => told.size === 3);
  });

  it('keeps the old version until the new one is complete, and can go back to it', async () => {
    const { commit: old } = await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    expect(await request('models.checkUpdates')).toEqual([]);
    const newest = await worker.hub.commit(BASE, { [ENCODER]: { size: WEIGHT_BYTES, seed: 99 } });
    expect(await request('models.checkUpdates')).toEqual([
      { modelId: 'whisper-base', currentCommit: old, newCommit: newest, downloadBytes: WEIGHT_BYTES },
    ]);
    const stalled = stallDownloads();
    const update = { kind: 'download-model', modelId: 'whisper-base', isUpdate: true } as const;
    const { jobId } = await request('jobs.start', update);
    await hasCome(jobId, WEIGHT_BYTES + 1_000_000);
    expect(await used()).toMatchObject({ commit: old, isComplete: true });
    await request('jobs.pause', { jobId });
    stalled.remove();
    expect(await worker.finish(() => request('jobs.resume', { jobId }))).toMatchObject({
      status: 'completed',
      result: { commit: newest },
    });
    expect(await used()).toMatchObject({ commit: newest, isComplete: true, versions: 2 });

    await request('models.useVersion', { modelId: 'whisper-base', commit: old.slice(0, 8) });
    expect(await used()).toMatchObject({ commit: old });
    const versions = await request('models.versions', { modelId: 'whisper-base' });
    expect(versions.map(({ commit, isCurrent }) => [commit, isCurrent])).toEqual([
      [newest, false],
      [old, true],
    ]);
  });

  it('is pinned by whatever name', async () => {
    await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    expect(await request('models.setPinned', { modelId: BASE, isPinned: true })).toMatchObject({
      modelId: 'whisper-base',
      cached: { isPinned: true },
    });
    expect(
      await failure(request('models.setPinned', { modelId: 'whisper-tiny', isPinned: true })),
    ).toMatchObject({
      code: 'not-found',
    });
  });

  it('is not pinned or deleted when it is a part of Earshot, and that is said', async () => {
    const modelId = 'earshot-starter';
    const [pinned, versions, removed] = await Promise.all([
      failure(request('models.setPinned', { modelId, isPinned: true })),
      failure(request('models.versions', { modelId })),
      failure(request('models.remove', { modelId, dryRun: true })),
    ]);
    const refused = (reason: string) => ({ code: 'invalid-request', details: { model: modelId, reason } });
    expect([pinned, versions]).toMatchObject([refused('bundled-stays'), refused('bundled-stays')]);
    expect(removed).toMatchObject(refused('bundled'));
  });

  it('is fetched with one call for offline work', async () => {
    const [job, ...others] = await request('models.prepareOffline', { modelIds: ['whisper-base'] });
    expect(others).toEqual([]);
    expect(await worker.finish(() => current(job))).toMatchObject({ status: 'completed' });
    await worker.restart({ offline: true });
    worker.hub.log.clear();
    const [again] = await request('models.prepareOffline', { modelIds: ['whisper-base'] });
    expect(await worker.finish(() => current(again))).toMatchObject({
      status: 'completed',
      result: { downloadedBytes: 0, reusedBytes: 2 * WEIGHT_BYTES + 26 },
    });
    expect(worker.hub.log.requests).toEqual([]);
  });

  async function used() {
    return (await request('models.list')).find(({ modelId }) => modelId === 'whisper-base')?.cached;
  }
});

async function current(job: JobSnapshot | undefined): Promise<JobSnapshot> {
  const found = (await request('jobs.list')).find(({ jobId }) => jobId === job?.jobId);
  if (found === undefined) throw new Error('The job is gone.');
  return found;
}

describe('a repository of the hub', () => {
  it('is transcribed with, without the hub and after a restart too', async () => {
    await worker.hub.addRepository({ id: STARTER, files: starterModelFiles() });
    const transcribe = () =>
      worker.finish(() =>
        request('jobs.start', {
          kind: 'transcribe',
          path: SAMPLE,
          options: { model: STARTER, device: 'cpu' },
          force: true,
        }),
      );
    expect((await transcribe()).error).toMatchObject({
      code: 'model-missing',
      details: { model: STARTER, repository: STARTER },
    });
    await worker.run({ kind: 'download-model', modelId: STARTER });
    await worker.hub.close();
    expect(await transcribe()).toMatchObject({ status: 'completed', error: null });
    expect(await transcribe()).toMatchObject({ status: 'completed', error: null });
    await worker.restart({ offline: true });
    const before = await request('network.list');
    expect(await transcribe()).toMatchObject({ status: 'completed', error: null });
    expect(await request('network.list')).toEqual(before);
    const status = (await request('models.list')).find(({ modelId }) => modelId === STARTER);
    expect(status?.cached?.lastUsedAtMs).toBeGreaterThan(0);
    expect(await request('models.statistics')).toMatchObject([{ modelId: STARTER, loads: 2, hits: 1 }]);
  });

  it('is not loaded again by itself when that ended the app, until it is allowed', async () => {
    await worker.hub.addRepository({ id: STARTER, files: starterModelFiles() });
    const { folder } = await worker.run({ kind: 'download-model', modelId: STARTER });
    await worker.stop();
    // As a process leaves it that died while it loaded the model: the record stays, and nobody holds its lock.
    const locks: { release(): void }[] = [];
    openCrashLedger(join(worker.dataDir, 'model-loads'), (path) => {
      const lock = acquireFileLock(path);
      if (lock !== null) locks.push(lock);
      return lock;
    }).begin({ modelId: STARTER, folder });
    for (const lock of locks) lock.release();
    await worker.restart();
    const transcribe = () =>
      worker.finish(() =>
        request('jobs.start', {
          kind: 'transcribe',
          path: SAMPLE,
          options: { model: STARTER, device: 'cpu' },
        }),
      );
    expect((await transcribe()).error).toMatchObject({ code: 'model-crashed' });
    expect(await request('models.release', { modelId: STARTER })).toMatchObject({
      cached: { isQuarantined: false },
    });
    expect(await transcribe()).toMatchObject({ status: 'completed' });
  });

  it('is offered and listed with the licence of its card', async () => {
    const card = '---\nlanguage: en\nlicense: cc-by-4.0\n---\nA model.\n';
    await worker.hub.addRepository({ id: 'org/name', files: { ...standInFiles(), 'README.md': card } });
    expect((await request('models.inspect', { model: 'org/name' })).licence).toBe('cc-by-4.0');
    await worker.run({ kind: 'download-model', modelId: 'org/name' });
    const status = (await request('models.list')).find(({ modelId }) => modelId === 'org/name');
    expect(status?.cached?.licence).toBe('cc-by-4.0');
  });

  it('says by name what it lacks, before anything is downloaded', async () => {
    await worker.hub.addRepository({
      id: 'org/text',
      files: { 'config.json': '{}', 'model.safetensors': 'x' },
    });
    const lacking = {
      code: 'model-incompatible',
      details: {
        file: 'tokenizer.json, onnx/encoder_model_quantized.onnx, onnx/decoder_model_merged_quantized.onnx',
      },
    };
    expect(await failure(request('models.inspect', { model: 'org/text' }))).toMatchObject(lacking);
    expect(await failure(worker.run({ kind: 'download-model', modelId: 'org/text' }))).toMatchObject(lacking);
    expect(await readdir(join(worker.dataDir, 'models')).catch(() => [])).toEqual([]);
  });

  it('that is gated is downloaded with a token, which nobody else sees', async () => {
    const token = 'hf_of_the_test';
    worker.hub.access.addToken(token, ['org/gated']);
    await worker.hub.addRepository({ id: 'org/gated', files: standInFiles(), gated: 'auto' });
    const denied = await failure(worker.run({ kind: 'download-model', modelId: 'org/gated' }));
    expect(denied).toMatchObject({ code: 'hub-access-denied', details: { reason: 'login' } });
    expect(await request('network.token')).toEqual({ source: null });
    expect(await request('network.setToken', { token })).toEqual({ source: 'setting' });
    expect(await worker.run({ kind: 'download-model', modelId: 'org/gated' })).toMatchObject({
      modelId: 'org/gated',
    });
    expect(worker.hub.tokensSeenOutsideA()).toEqual([]);
    expect((await stat(join(worker.dataDir, 'hub-token'))).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(await request('network.list', { limit: 1000 }))).not.toContain('hf_');
    await worker.stop();
    const log = await readFile(join(worker.dataDir, 'logs', 'worker.log'), 'utf8').catch(() => '');
    expect(log).not.toContain(token);
    await worker.restart();
    expect(await request('network.setToken', { token: null })).toEqual({ source: null });
  });

  it('that was renamed is downloaded under the name that was asked for', async () => {
    await worker.hub.addRepository({ id: 'org/before', files: standInFiles() });
    worker.hub.rename('org/before', 'org/after');
    expect(await worker.run({ kind: 'download-model', modelId: 'org/before' })).toMatchObject({
      modelId: 'org/before',
    });
  });

  it.each([
    ['is not there', 'org/none', 'hub-not-found', 'does not exist on the model server'],
    ['has no such revision', 'org/name@v9', 'hub-not-found', 'has no version “v9”'],
  ])('that %s is told as that', async (_name, modelId, code, sentence) => {
    await worker.hub.addRepository({ id: 'org/name', files: standInFiles() });
    const job = await worker.finish(() => request('jobs.start', { kind: 'download-model', modelId }));
    expect(job.error?.code).toBe(code);
    expect(job.error && getErrorMessage(job.error.code, job.error.details).text).toContain(sentence);
  });

  it('that is limited waits, and can be canceled while it does', async () => {
    await worker.hub.addRepository({ id: 'org/name', files: standInFiles() });
    worker.hub.faults.add({
      origin: 'hub',
      route: '/tree/',
      fault: faults.tooManyRequests({ seconds: 200 }),
    });
    const { jobId } = await request('jobs.start', { kind: 'download-model', modelId: 'org/name' });
    await worker.hub.log.waitFor(({ status }) => status === 429);
    expect(await request('jobs.cancel', { jobId })).toMatchObject({ status: 'canceled' });
  });

  it.each([
    '../../etc',
    'org/..',
    'org/name@../../x',
    'a/b/c',
    'org\\name',
    'C:\\models',
    'org/--name',
    'file:///etc/passwd',
    'https://example.org/org/name',
    'org/name\0x',
    '/etc',
  ])('is refused by the name %j before anything is asked or written', async (modelId) => {
    expect(await failure(request('jobs.start', { kind: 'download-model', modelId }))).toMatchObject({
      code: 'invalid-request',
    });
    expect(await failure(request('models.inspect', { model: modelId }))).toMatchObject({
      code: 'invalid-request',
    });
    expect(worker.hub.log.requests).toEqual([]);
    expect(await request('jobs.list')).toEqual([]);
  });
});

it.each([{ revision: '../../x' }, { dtype: 'q9' }, { dtype: '../q8' }])(
  'a download of %j is refused before it waits',
  async (params) => {
    const download = { kind: 'download-model', modelId: 'whisper-base', ...params } as const;
    expect(await failure(request('jobs.start', download))).toMatchObject({ code: 'invalid-request' });
    expect(await request('jobs.list')).toEqual([]);
  },
);

describe('the settings of the network', () => {
  it('that cannot be used do not keep anybody from what is on this computer', async () => {
    await worker.hub.addRepository({ id: BASE, files: standInFiles() });
    await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    await worker.restart({ environment: { HF_ENDPOINT: 'nonsense' } });
    expect(await request('models.setPinned', { modelId: 'whisper-base', isPinned: true })).toMatchObject({
      modelId: 'whisper-base',
    });
    expect(await failure(request('models.inspect', { model: 'whisper-tiny' }))).toMatchObject({
      code: 'invalid-request',
    });
  });

  it('forbid every request by the environment too', async () => {
    await worker.restart({ environment: { HF_HUB_OFFLINE: '1' } });
    expect(await failure(request('models.inspect', { model: BASE }))).toMatchObject({ code: 'offline' });
    expect(worker.hub.log.requests).toEqual([]);
  });

  it.each([
    { hubEndpoint: 'http://hub.example' },
    { hubEndpoint: 'nonsense' },
    { proxy: 'socks5://proxy.example' },
    { proxy: 'nonsense' },
  ])('refuse %j', async (patch) => {
    expect(await failure(request('settings.update', patch))).toMatchObject({ code: 'invalid-request' });
    expect(await request('settings.get')).toMatchObject({ hubEndpoint: null, proxy: null });
  });

  it('hold for the next request', async () => {
    await worker.hub.addRepository({ id: 'org/name', files: standInFiles() });
    await request('settings.update', { proxy: 'http://127.0.0.1:9' });
    expect(await failure(request('models.inspect', { model: 'org/name' }))).toMatchObject({
      code: 'network-unreachable',
    });
    await request('settings.update', { proxy: null });
    expect(await request('models.inspect', { model: 'org/name' })).toMatchObject({ modelId: 'org/name' });
    await rm(join(worker.dataDir, 'models'), { recursive: true, force: true });
  });
});
