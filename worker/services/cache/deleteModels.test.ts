import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../contract/index.ts';
import { runUntilStopped } from '../../jobs/tests/runUntilStopped.ts';
import {
  blobPath,
  partialPath,
  privatePath,
  repoFolderPath,
  snapshotPath,
} from '../../models/cache/cacheLayout.ts';
import { planDeletion } from '../../models/cache/deletionPlan.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf } from '../../models/cache/tests/createCache.ts';
import { VAD, WHISPER, writeCatalogModels } from './tests/catalogModels.ts';
import { downloadRequest } from './tests/downloadRequest.ts';
import { freeExactly } from './tests/freeExactly.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const HOURS = 3_600_000;

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeCatalogModels });
const { openCache } = test;

function describeLoaded(modelId: string): LoadedModel {
  const times = { loadedAtMs: 0, lastUsedAtMs: 0, loadMs: 0 };
  return { modelId, device: 'cpu', dtype: 'q8', ...times, users: 0, weightBytes: 0 };
}

describe('models.remove', () => {
  it('frees exactly what it says: a revision without what others share, then the whole model', async () => {
    const { service } = await openCache();
    const remove = (modelId: string, commit?: string) => (dryRun: boolean) =>
      service.remove({ modelId, dryRun, ...(commit === undefined ? {} : { commit }) });
    const revision = await freeExactly(test.cacheDir, remove('whisper-base@v1'));
    expect(revision.items).toEqual([{ kind: 'revision', name: COMMIT_B, sizeBytes: 140_002 }]);
    expect(revision.freedBytes).toBeLessThan(140_002);
    await freeExactly(test.cacheDir, remove('whisper-base', COMMIT_A.slice(0, 7)));
    await freeExactly(test.cacheDir, remove('https://huggingface.co/some/text-model'));
    expect((await service.info({ withFiles: false })).models.map(({ modelId }) => modelId)).toEqual([
      'silero-vad',
    ]);
  });

  it('takes the model out of memory first, by its id or by its folder', async () => {
    const folder = repoFolderPath(test.cacheDir, WHISPER);
    const loaded = ['whisper-base', snapshotPath(folder, COMMIT_B), 'silero-vad'].map(describeLoaded);
    const { service, unloaded } = await openCache({ loadedModels: loaded });
    await service.remove({ modelId: 'whisper-base', dryRun: true });
    expect(unloaded).toEqual([]);
    await service.remove({ modelId: 'whisper-base', dryRun: false });
    expect(unloaded.map(({ modelId }) => modelId)).toEqual(['whisper-base', snapshotPath(folder, COMMIT_B)]);
  });

  it('is refused while something works with the model, and for what is not there', async () => {
    const { cache, service } = await openCache();
    const end = cache.inUse.begin(repoFolderPath(test.cacheDir, WHISPER));
    const code = (modelId: string) =>
      service.remove({ modelId, dryRun: false }).then(
        () => null,
        (error: unknown) => error,
      );
    expect(await code('whisper-base')).toMatchObject({
      code: 'model-in-use',
      details: { model: 'whisper-base' },
    });
    end();
    const release = await cache.content.own();
    expect(await code('whisper-base')).toMatchObject({ code: 'cache-busy' });
    release();
    expect(await code('whisper-tiny')).toMatchObject({ code: 'not-found' });
    expect(await code('org/nothing')).toMatchObject({ code: 'not-found' });
    expect(await code(`${WHISPER}@v2`)).toMatchObject({ code: 'not-found' });
    expect(await code('../../etc')).toMatchObject({ code: 'invalid-request' });
    expect(await code('whisper-base')).toBeNull();
  });

  it('lets nothing begin to use a model until it is over', async () => {
    const folder = repoFolderPath(test.cacheDir, VAD);
    let goOn: () => void = () => undefined;
    const beforeUnload = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { cache, service, unloaded } = await openCache({
      loadedModels: [describeLoaded('silero-vad')],
      beforeUnload,
    });
    const removed = service.remove({ modelId: 'silero-vad', dryRun: false });
    while (unloaded.length === 0) await setImmediate();
    const found = cache.deletion.share().then((settled) => {
      settled();
      return existsSync(folder);
    });
    goOn();
    expect(await found).toBe(false);
    expect(await removed).toMatchObject({ isComplete: true });
  });

  it('forgets that a model was pinned, so that it is not when it comes back', async () => {
    const { cache, service } = await openCache();
    const name = 'models--onnx-community--silero-vad';
    await cache.ledger.update(name, (record) => ({ ...record, isPinned: true }));
    await service.remove({ modelId: 'silero-vad', dryRun: false });
    expect(await cache.ledger.read(name)).toMatchObject({ isPinned: false });
  });

  it('is not possible beside another process that runs the jobs, but can be previewed', async () => {
    const owner = await openCache({
      runners: () => ({ 'download-model': { lane: 'download', run: runUntilStopped } }),
    });
    owner.jobs.start(downloadRequest('whisper-tiny'));
    const visitor = await openCache();
    await expect(visitor.service.remove({ modelId: 'silero-vad', dryRun: false })).rejects.toMatchObject({
      code: 'database-busy',
    });
    expect(await visitor.service.remove({ modelId: 'silero-vad', dryRun: true })).toMatchObject({
      isDryRun: true,
    });
  });

  it('that could not be ended is ended by the next start', async () => {
    const first = await openCache();
    const scan = await scanCache({ cacheDir: test.cacheDir });
    const plan = await planDeletion(scan, [{ folder: repoFolderPath(test.cacheDir, VAD) }]);
    for (const deletion of plan.repositories) await first.cache.pendingDeletions.add(deletion);
    expect((await first.service.info({ withFiles: false })).pendingDeletionBytes).toBe(plan.sizeBytes);
    const next = await openCache();
    // The first thing that is done waits for it.
    await next.service.prune({ dryRun: false });
    expect(existsSync(repoFolderPath(test.cacheDir, VAD))).toBe(false);
    expect(await next.cache.pendingDeletions.list()).toEqual([]);
  });
});

describe('cache.prune', () => {
  it('frees what nobody needs, and no partial download that a paused job will go on with', async () => {
    const { cache, jobs, service } = await openCache({
      runners: () => ({ 'download-model': { lane: 'download', run: runUntilStopped } }),
      now: () => Date.now() + 2 * HOURS,
    });
    const [whisper, vad] = [WHISPER, VAD].map((repository) => repoFolderPath(test.cacheDir, repository));
    const etag = etagOf('x.bin', 'partial');
    const owned = partialPath(whisper ?? '', etag, cache.partialTag);
    for (const path of [owned, partialPath(vad ?? '', etag, cache.partialTag)]) {
      writeFileSync(path, 'p'.repeat(9000));
      writeFileSync(`${path}.json`, '{}');
    }
    writeFileSync(blobPath(vad ?? '', etagOf('x.bin', 'orphan')), 'o'.repeat(20_000));
    mkdirSync(privatePath(vad ?? '', 'import'), { recursive: true });
    writeFileSync(privatePath(vad ?? '', 'import', 'left'), 'l'.repeat(5000));
    const { jobId } = jobs.start(downloadRequest('whisper-base'));
    await jobs.pause(jobId);
    const report = await freeExactly(test.cacheDir, (dryRun) => service.prune({ dryRun }));
    expect(report.items.map(({ kind, sizeBytes }) => [kind, sizeBytes])).toEqual([
      ['partial', 9002],
      ['orphan', 20_000],
      ['leftover', 5000],
    ]);
    expect(existsSync(owned)).toBe(true);
    await jobs.cancel(jobId);
    const rest = await freeExactly(test.cacheDir, (dryRun) => service.prune({ dryRun }));
    expect(rest.items).toMatchObject([{ kind: 'partial', sizeBytes: 9002 }]);
  });
});

describe('cache.clear', () => {
  it('frees exactly the models of a task, then all models, and nothing else that is there', async () => {
    const dataset = join(test.cacheDir, 'datasets--org--data', 'snapshots', COMMIT_A);
    mkdirSync(dataset, { recursive: true });
    writeFileSync(join(dataset, 'rows.csv'), '1,2');
    const { service } = await openCache();
    const ofTask = await freeExactly(test.cacheDir, (dryRun) => service.clear({ task: 'asr', dryRun }));
    expect(ofTask.items.map(({ name }) => name)).toEqual(['whisper-base']);
    await freeExactly(test.cacheDir, (dryRun) => service.clear({ dryRun }));
    expect(readdirSync(test.cacheDir).sort()).toEqual(['CACHEDIR.TAG', 'datasets--org--data']);
    expect(await service.clear({ dryRun: false })).toMatchObject({ freedBytes: 0, items: [] });
  });
});
