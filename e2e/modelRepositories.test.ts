import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getErrorMessage, type JobSnapshot } from '../worker/contract/index.ts';
import { acquireFileLock } from '../worker/database/fileLock.ts';
import { openCrashLedger } from '../worker/models/crashLedger.ts';
import { faults } from './hub/faults.ts';
import { failure, type HubWorker, openHubWorker, standInFiles } from './openHubWorker.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';
import { starterModelFiles } from './starterModelFiles.ts';

const STARTER = 'earshot/starter-test';

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

/** Also what has been transcribed before. */
function transcribeWithStarter(): Promise<JobSnapshot> {
  return worker.finish(() =>
    worker.request('jobs.start', {
      kind: 'transcribe',
      path: SAMPLE_MEETING,
      options: { model: STARTER, device: 'cpu' },
      force: true,
    }),
  );
}

describe('a repository of the hub', () => {
  it('is transcribed with, without the hub and after a restart too', async () => {
    await worker.hub.addRepository({ id: STARTER, files: starterModelFiles() });
    expect((await transcribeWithStarter()).error).toMatchObject({
      code: 'model-missing',
      details: { model: STARTER, repository: STARTER },
    });
    await worker.run({ kind: 'download-model', modelId: STARTER });
    await worker.hub.close();
    expect(await transcribeWithStarter()).toMatchObject({ status: 'completed', error: null });
    expect(await transcribeWithStarter()).toMatchObject({ status: 'completed', error: null });
    await worker.restart({ offline: true });
    const before = await worker.request('network.list');
    expect(await transcribeWithStarter()).toMatchObject({ status: 'completed', error: null });
    expect(await worker.request('network.list')).toEqual(before);
    const status = (await worker.request('models.list')).find(({ modelId }) => modelId === STARTER);
    expect(status?.cached?.lastUsedAtMs).toBeGreaterThan(0);
    expect(await worker.request('models.statistics')).toMatchObject([
      { modelId: STARTER, loads: 2, hits: 1 },
    ]);
  });

  it('is not loaded again by itself when that ended the app, until it is allowed', async () => {
    await worker.hub.addRepository({ id: STARTER, files: starterModelFiles() });
    const { folder } = await worker.run({ kind: 'download-model', modelId: STARTER });
    await worker.stop();
    for (let death = 0; death < 2; death++) leaveLoad(worker.dataDir, folder);
    await worker.restart();
    expect((await transcribeWithStarter()).error).toMatchObject({ code: 'model-crashed' });
    expect(await worker.request('models.release', { modelId: STARTER })).toMatchObject({
      cached: { isQuarantined: false },
    });
    expect(await transcribeWithStarter()).toMatchObject({ status: 'completed' });
  });

  it('is offered and listed with the licence of its card', async () => {
    const card = '---\nlanguage: en\nlicense: cc-by-4.0\n---\nA model.\n';
    await worker.hub.addRepository({ id: 'org/name', files: { ...standInFiles(), 'README.md': card } });
    expect((await worker.request('models.inspect', { model: 'org/name' })).licence).toBe('cc-by-4.0');
    await worker.run({ kind: 'download-model', modelId: 'org/name' });
    const status = (await worker.request('models.list')).find(({ modelId }) => modelId === 'org/name');
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
    expect(await failure(worker.request('models.inspect', { model: 'org/text' }))).toMatchObject(lacking);
    expect(await failure(worker.run({ kind: 'download-model', modelId: 'org/text' }))).toMatchObject(lacking);
    expect(await readdir(join(worker.dataDir, 'models')).catch(() => [])).toEqual([]);
  });

  it('that is gated is downloaded with a token, which nobody else sees', async () => {
    const token = 'hf_of_the_test';
    worker.hub.access.addToken(token, ['org/gated']);
    await worker.hub.addRepository({ id: 'org/gated', files: standInFiles(), gated: 'auto' });
    const denied = await failure(worker.run({ kind: 'download-model', modelId: 'org/gated' }));
    expect(denied).toMatchObject({ code: 'hub-access-denied', details: { reason: 'login' } });
    expect(await worker.request('network.token')).toEqual({ source: null });
    expect(await worker.request('network.setToken', { token })).toEqual({ source: 'setting' });
    expect(await worker.run({ kind: 'download-model', modelId: 'org/gated' })).toMatchObject({
      modelId: 'org/gated',
    });
    expect(worker.hub.tokensSeenOutsideA()).toEqual([]);
    expect((await stat(join(worker.dataDir, 'hub-token'))).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(await worker.request('network.list', { limit: 1000 }))).not.toContain('hf_');
    await worker.stop();
    const log = await readFile(join(worker.dataDir, 'logs', 'worker.log'), 'utf8').catch(() => '');
    expect(log).not.toContain(token);
    await worker.restart();
    expect(await worker.request('network.setToken', { token: null })).toEqual({ source: null });
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
    const job = await worker.finish(() => worker.request('jobs.start', { kind: 'download-model', modelId }));
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
    const { jobId } = await worker.request('jobs.start', { kind: 'download-model', modelId: 'org/name' });
    await worker.hub.log.waitFor(({ status }) => status === 429);
    expect(await worker.request('jobs.cancel', { jobId })).toMatchObject({ status: 'canceled' });
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
    expect(await failure(worker.request('jobs.start', { kind: 'download-model', modelId }))).toMatchObject({
      code: 'invalid-request',
    });
    expect(await failure(worker.request('models.inspect', { model: modelId }))).toMatchObject({
      code: 'invalid-request',
    });
    expect(worker.hub.log.requests).toEqual([]);
    expect(await worker.request('jobs.list')).toEqual([]);
  });
});

/** As a process leaves it that died while it loaded the model: the record stays, and nobody holds its lock. */
function leaveLoad(dataDir: string, folder: string): void {
  const locks: { release(): void }[] = [];
  openCrashLedger(join(dataDir, 'model-loads'), (path) => {
    const lock = acquireFileLock(path);
    if (lock !== null) locks.push(lock);
    return lock;
  }).begin({ modelId: STARTER, folder });
  for (const lock of locks) lock.release();
}
