import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobSnapshot, ModelStatus } from '../worker/contract/index.ts';
import {
  failure,
  hashOf,
  type HubWorker,
  openHubWorker,
  stallDownloads,
  standInFiles,
} from './openHubWorker.ts';
import { WHISPER_BASE } from './whisperBase.ts';

const WEIGHT_BYTES = 4_000_000;
const ENCODER = 'onnx/encoder_model_quantized.onnx';

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

/** Resolves when so much of the model has come to this computer. */
function hasCome(jobId: string, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (job: JobSnapshot): void => {
      if (job.jobId === jobId && (job.progress?.receivedBytes ?? 0) >= bytes) resolve();
    };
    worker.client.on('job.changed', look);
    void worker.request('jobs.list').then((jobs) => {
      jobs.forEach(look);
    });
  });
}

describe('a model of the catalog', () => {
  beforeEach(async () => {
    await worker.hub.addRepository({ id: WHISPER_BASE, files: standInFiles(WEIGHT_BYTES) });
  });

  it('is offered with its sizes, downloaded, and listed with what is there', async () => {
    const offer = await worker.request('models.inspect', { model: `https://huggingface.co/${WHISPER_BASE}` });
    const totalBytes = 2 * WEIGHT_BYTES + 26;
    expect(offer).toMatchObject({ modelId: 'whisper-base', repository: WHISPER_BASE, isGated: false });
    expect(offer.options[0]).toEqual({ dtype: 'q8', totalBytes, missingBytes: totalBytes, missingFiles: [] });
    expect(offer.options.find(({ dtype }) => dtype === 'fp16')?.missingFiles).toEqual([
      'onnx/encoder_model_fp16.onnx',
      'onnx/decoder_model_merged_fp16.onnx',
    ]);

    // Looked at just before, and asked for again as soon as it is told.
    expect((await worker.request('models.list')).map(({ source }) => source)).not.toContain('cache');
    const changed = new Promise<readonly ModelStatus[]>((resolve) => {
      worker.client.on('models.changed', () => {
        resolve(worker.request('models.list'));
      });
    });
    const result = await worker.run({ kind: 'download-model', modelId: WHISPER_BASE });
    expect(result).toMatchObject({ modelId: 'whisper-base', downloadedBytes: totalBytes, reusedBytes: 0 });
    const models = await changed;
    expect(models.find(({ modelId }) => modelId === 'whisper-base')).toMatchObject({
      source: 'cache',
      sizeBytes: totalBytes,
      cached: { repository: WHISPER_BASE, revision: 'main', dtypes: ['q8'], isComplete: true, versions: 1 },
    });
    const second = await worker.run({ kind: 'download-model', modelId: 'whisper-base', dtype: 'fp32' });
    expect(second).toMatchObject({ downloadedBytes: 2 * WEIGHT_BYTES, reusedBytes: 26 });
    const catalog = await worker.request('models.catalog');
    expect(catalog.find(({ modelId }) => modelId === 'whisper-base')?.installedDtypes).toEqual([
      'fp32',
      'q8',
    ]);
  });

  it('is one download for fifty who want it, however they name it', async () => {
    const names = ['whisper-base', WHISPER_BASE, `${worker.hub.endpoint}/${WHISPER_BASE}`];
    const started = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        worker.request('jobs.start', { kind: 'download-model', modelId: names[index % 3] ?? '' }),
      ),
    );
    const [first] = started;
    expect(new Set(started.map(({ jobId }) => jobId)).size).toBe(1);
    const job = await worker.finishStarted(first);
    expect(job.status).toBe('completed');
    expect(worker.hub.log.bytesSentOf(hashOf(worker.hub, WHISPER_BASE, ENCODER))).toBe(WEIGHT_BYTES);
  });

  it('goes on by range after a pause, and is listed as incomplete meanwhile', async () => {
    const stalled = stallDownloads(worker.hub);
    const { jobId } = await worker.request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    expect(await worker.request('jobs.pause', { jobId })).toMatchObject({ status: 'paused' });
    const listed = (await worker.request('models.list')).find(({ modelId }) => modelId === 'whisper-base');
    expect(listed?.cached).toMatchObject({ isComplete: false, dtypes: [] });
    expect(listed?.cached?.partialBytes).toBeGreaterThan(0);
    expect(listed?.cached?.missing).toContain(ENCODER);
    stalled.remove();
    const job = await worker.finish(() => worker.request('jobs.resume', { jobId }));
    expect(job).toMatchObject({ status: 'completed', error: null });
    const [, resumed] = worker.hub.log.requests.filter(
      ({ blob }) => blob === hashOf(worker.hub, WHISPER_BASE, ENCODER),
    );
    expect(resumed).toMatchObject({ status: 206, headers: { range: expect.stringMatching(/^bytes=[1-9]/) } });
    expect(job.kind === 'download-model' ? job.result?.reusedBytes : 0).toBeGreaterThan(1_000_000);
  });

  it('is ended by the offline switch, asks nobody then, and goes on when it is off', async () => {
    const stalled = stallDownloads(worker.hub);
    const { jobId } = await worker.request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    const ended = new Promise<JobSnapshot>((resolve) => {
      worker.client.on('job.changed', (job) => {
        if (job.jobId === jobId && job.status === 'failed') resolve(job);
      });
    });
    await worker.request('settings.update', { offline: true });
    expect((await ended).error).toMatchObject({ code: 'offline' });
    stalled.remove();
    worker.hub.log.clear();
    const again = await worker.finish(() => worker.request('jobs.retry', { jobId }));
    expect(again.error).toMatchObject({ code: 'offline' });
    expect(await failure(worker.request('models.inspect', { model: 'whisper-tiny' }))).toMatchObject({
      code: 'offline',
    });
    expect(worker.hub.log.requests).toEqual([]);
    await worker.request('settings.update', { offline: false });
    expect(await worker.finish(() => worker.request('jobs.retry', { jobId }))).toMatchObject({
      status: 'completed',
    });
  });

  it('goes on after the app was quit, and tells of all that changes', async () => {
    const stalled = stallDownloads(worker.hub);
    const { jobId } = await worker.request('jobs.start', { kind: 'download-model', modelId: 'whisper-base' });
    await hasCome(jobId, 3_000_000);
    await worker.stop();
    stalled.remove();
    await worker.restart();
    const told = new Set<string>();
    for (const name of ['models.changed', 'cache.changed', 'network.changed'] as const) {
      worker.client.on(name, () => told.add(name));
    }
    const [job] = await worker.request('jobs.list');
    expect(job).toMatchObject({ jobId, attempt: 1 });
    expect(await worker.finishStarted(job)).toMatchObject({ status: 'completed' });
    await vi.waitUntil(() => told.size === 3);
  });

  it('keeps the old version until the new one is complete, and can go back to it', async () => {
    const { commit: old } = await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    expect(await worker.request('models.checkUpdates')).toEqual([]);
    const newest = await worker.hub.commit(WHISPER_BASE, { [ENCODER]: { size: WEIGHT_BYTES, seed: 99 } });
    expect(await worker.request('models.checkUpdates')).toEqual([
      { modelId: 'whisper-base', currentCommit: old, newCommit: newest, downloadBytes: WEIGHT_BYTES },
    ]);
    const stalled = stallDownloads(worker.hub);
    const update = { kind: 'download-model', modelId: 'whisper-base', isUpdate: true } as const;
    const { jobId } = await worker.request('jobs.start', update);
    await hasCome(jobId, WEIGHT_BYTES + 1_000_000);
    expect(await used()).toMatchObject({ commit: old, isComplete: true });
    await worker.request('jobs.pause', { jobId });
    stalled.remove();
    expect(await worker.finish(() => worker.request('jobs.resume', { jobId }))).toMatchObject({
      status: 'completed',
      result: { commit: newest },
    });
    expect(await used()).toMatchObject({ commit: newest, isComplete: true, versions: 2 });

    await worker.request('models.useVersion', { modelId: 'whisper-base', commit: old.slice(0, 8) });
    expect(await used()).toMatchObject({ commit: old });
    const versions = await worker.request('models.versions', { modelId: 'whisper-base' });
    expect(versions.map(({ commit, isCurrent }) => [commit, isCurrent])).toEqual([
      [newest, false],
      [old, true],
    ]);
  });

  it('is pinned by whatever name', async () => {
    await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    expect(await worker.request('models.setPinned', { modelId: WHISPER_BASE, isPinned: true })).toMatchObject(
      {
        modelId: 'whisper-base',
        cached: { isPinned: true },
      },
    );
    expect(
      await failure(worker.request('models.setPinned', { modelId: 'whisper-tiny', isPinned: true })),
    ).toMatchObject({
      code: 'not-found',
    });
  });

  it('is not pinned or deleted when it is a part of Earshot, and that is said', async () => {
    const modelId = 'earshot-starter';
    const [pinned, versions, removed] = await Promise.all([
      failure(worker.request('models.setPinned', { modelId, isPinned: true })),
      failure(worker.request('models.versions', { modelId })),
      failure(worker.request('models.remove', { modelId, dryRun: true })),
    ]);
    const refused = (reason: string) => ({ code: 'invalid-request', details: { model: modelId, reason } });
    expect([pinned, versions]).toMatchObject([refused('bundled-stays'), refused('bundled-stays')]);
    expect(removed).toMatchObject(refused('bundled'));
  });

  it('is fetched with one call for offline work', async () => {
    const [job, ...others] = await worker.request('models.prepareOffline', { modelIds: ['whisper-base'] });
    expect(others).toEqual([]);
    expect(await worker.finishStarted(job)).toMatchObject({ status: 'completed' });
    await worker.restart({ offline: true });
    worker.hub.log.clear();
    const [again] = await worker.request('models.prepareOffline', { modelIds: ['whisper-base'] });
    expect(await worker.finishStarted(again)).toMatchObject({
      status: 'completed',
      result: { downloadedBytes: 0, reusedBytes: 2 * WEIGHT_BYTES + 26 },
    });
    expect(worker.hub.log.requests).toEqual([]);
  });

  async function used() {
    return (await worker.request('models.list')).find(({ modelId }) => modelId === 'whisper-base')?.cached;
  }
});
