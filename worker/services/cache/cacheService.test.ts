import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAbortError, type FreedReport, type LoadedModel } from '../../contract/index.ts';
import type { JobRunner } from '../../jobs/jobRun.ts';
import {
  blobPath,
  partialPath,
  privatePath,
  repoFolderPath,
  snapshotPath,
} from '../../models/cache/cacheLayout.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { planDeletion } from '../../models/cache/deletionPlan.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from '../../models/cache/tests/createCache.ts';
import { diskUse } from '../../models/cache/tests/diskUse.ts';
import { useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import { openTestCache, type TestCache, type TestCacheOptions } from './tests/openTestCache.ts';

const test = useTestFolder({ beforeEach, afterEach });
const open: TestCache[] = [];
let dataDir: string;
let cacheDir: string;

const WHISPER = 'onnx-community/whisper-base_timestamped';
const VAD = 'onnx-community/silero-vad';
const HOURS = 3_600_000;

async function openCache(options: Partial<TestCacheOptions> = {}): Promise<TestCache> {
  const opened = await openTestCache({ dataDir, ...options });
  open.push(opened);
  return opened;
}

beforeEach(() => {
  dataDir = join(test.path, 'data');
  cacheDir = join(dataDir, 'models');
});
afterEach(closeAll);

async function closeAll(): Promise<void> {
  for (const opened of open.splice(0)) await opened.close();
}

function writeModels(root = cacheDir): void {
  const shared = { 'config.json': '{}', 'onnx/encoder_model.onnx': 'e'.repeat(50_000) };
  writeRevision(root, {
    repository: WHISPER,
    commit: COMMIT_A,
    refs: ['main'],
    files: { ...shared, 'onnx/decoder_model_merged.onnx': 'new'.repeat(20_000) },
  });
  writeRevision(root, {
    repository: WHISPER,
    commit: COMMIT_B,
    refs: ['v1'],
    files: { ...shared, 'onnx/decoder_model_merged.onnx': 'old'.repeat(30_000) },
  });
  writeRevision(root, {
    repository: VAD,
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'onnx/model.onnx': 'vad' },
  });
  writeRevision(root, {
    repository: 'some/text-model',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'x.bin': 'x' },
  });
}

/** A job that runs until it is stopped. */
const endless: JobRunner<'download-model'> = {
  lane: 'download',
  run: (_job, { signal }) =>
    new Promise((_resolve, reject) => {
      const stop = () => {
        reject(createAbortError());
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    }),
};
const download = (modelId: string) =>
  ({ kind: 'download-model', modelId, revision: null, dtype: null, isUpdate: false }) as const;

function describeLoaded(modelId: string): LoadedModel {
  const times = { loadedAtMs: 0, lastUsedAtMs: 0, loadMs: 0 };
  return { modelId, device: 'cpu', dtype: 'q8', ...times, users: 0, weightBytes: 0 };
}

/** Checks that a deletion frees what it says before and after, by the count of `du`. */
async function expectExact(
  act: (dryRun: boolean) => Promise<FreedReport>,
  root = cacheDir,
): Promise<FreedReport> {
  const before = diskUse(root);
  const preview = await act(true);
  expect(preview).toMatchObject({ isDryRun: true, isComplete: true, left: [] });
  expect(diskUse(root)).toBe(before);
  const report = await act(false);
  expect(report).toEqual({ ...preview, isDryRun: false });
  expect(diskUse(root)).toBe(before - report.freedBytes);
  return report;
}

describe('cache.info', () => {
  it('lists models, tasks, partial and orphaned bytes, and what is pinned or in use', async () => {
    writeModels();
    const folder = repoFolderPath(cacheDir, WHISPER);
    const { cache, service } = await openCache();
    writeFileSync(blobPath(folder, etagOf('x.bin', 'orphan')), 'orphan');
    writeFileSync(partialPath(folder, etagOf('x.bin', 'y'), cache.partialTag), 'partial');
    await cache.ledger.update('models--onnx-community--silero-vad', (record) => ({
      ...record,
      isPinned: true,
    }));
    const end = cache.inUse.begin(snapshotPath(folder, COMMIT_A));
    const info = await service.info({ withFiles: false });
    expect(info).toMatchObject({
      cacheDir,
      source: 'default',
      partialBytes: 7,
      orphanBytes: 6,
      warnings: [],
    });
    expect(info.freeBytes).toBeGreaterThan(0);
    const text = 1;
    expect(info.tasks).toEqual([
      { task: 'vad', modelCount: 1, sizeBytes: 3 },
      { task: 'asr', modelCount: 1, sizeBytes: 2 + 50_000 + 60_000 + 90_000 },
      { task: null, modelCount: 1, sizeBytes: text },
    ]);
    expect(info.sizeBytes).toBe(200_002 + 3 + text);
    expect(info.models.map(({ modelId, isPinned, isInUse }) => [modelId, isPinned, isInUse])).toEqual([
      ['silero-vad', true, false],
      ['whisper-base', false, true],
      ['some/text-model', false, false],
    ]);
    expect(info.models[1]?.revisions).toMatchObject([
      { commit: COMMIT_A, refs: ['main'], sizeBytes: 110_002, files: [] },
      { commit: COMMIT_B, refs: ['v1'], sizeBytes: 140_002 },
    ]);
    end();
    const [vad] = (await service.info({ withFiles: true })).models;
    expect(vad?.revisions[0]?.files).toEqual([{ path: 'onnx/model.onnx', sizeBytes: 3 }]);
  });

  it('finds the caches of other programs, with the models that can be used where they are', async () => {
    const shared = join(test.path, 'hf', 'hub');
    writeModels(shared);
    const { service } = await openCache({ environment: { HF_HOME: join(test.path, 'hf') } });
    const { otherCaches, models } = await service.info({ withFiles: false });
    expect(models).toEqual([]);
    expect(otherCaches).toMatchObject([
      { path: shared, source: 'HF_HOME', modelCount: 3, sizeBytes: 200_006, isWritable: true },
    ]);
    expect(otherCaches[0]?.models).toEqual([
      {
        modelId: 'silero-vad',
        folder: snapshotPath(repoFolderPath(shared, VAD), COMMIT_A),
        sizeBytes: 3,
      },
      {
        modelId: 'whisper-base',
        folder: snapshotPath(repoFolderPath(shared, WHISPER), COMMIT_A),
        sizeBytes: 110_002,
      },
    ]);
  });
});

describe('models.remove', () => {
  it('frees exactly what it says: a revision without what others share, then the whole model', async () => {
    writeModels();
    const { service } = await openCache();
    const remove = (modelId: string, commit?: string) => (dryRun: boolean) =>
      service.remove({ modelId, dryRun, ...(commit === undefined ? {} : { commit }) });
    const revision = await expectExact(remove('whisper-base@v1'));
    expect(revision.items).toEqual([{ kind: 'revision', name: COMMIT_B, sizeBytes: 140_002 }]);
    expect(revision.freedBytes).toBeLessThan(140_002);
    await expectExact(remove('whisper-base', COMMIT_A.slice(0, 7)));
    await expectExact(remove('https://huggingface.co/some/text-model'));
    expect((await service.info({ withFiles: false })).models.map(({ modelId }) => modelId)).toEqual([
      'silero-vad',
    ]);
  });

  it('takes the model out of memory first, by its id or by its folder', async () => {
    writeModels();
    const folder = repoFolderPath(cacheDir, WHISPER);
    const loaded = ['whisper-base', snapshotPath(folder, COMMIT_B), 'silero-vad'].map(describeLoaded);
    const { service, unloaded } = await openCache({ loadedModels: loaded });
    await service.remove({ modelId: 'whisper-base', dryRun: true });
    expect(unloaded).toEqual([]);
    await service.remove({ modelId: 'whisper-base', dryRun: false });
    expect(unloaded.map(({ modelId }) => modelId)).toEqual(['whisper-base', snapshotPath(folder, COMMIT_B)]);
  });

  it('is refused while something works with the model, and for what is not there', async () => {
    writeModels();
    const { cache, service } = await openCache();
    const end = cache.inUse.begin(repoFolderPath(cacheDir, WHISPER));
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
    writeModels();
    const folder = repoFolderPath(cacheDir, VAD);
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
    writeModels();
    const { cache, service } = await openCache();
    const name = 'models--onnx-community--silero-vad';
    await cache.ledger.update(name, (record) => ({ ...record, isPinned: true }));
    await service.remove({ modelId: 'silero-vad', dryRun: false });
    expect(await cache.ledger.read(name)).toMatchObject({ isPinned: false });
  });

  it('is not possible beside another process that runs the jobs, but can be previewed', async () => {
    writeModels();
    const owner = await openCache({ runners: () => ({ 'download-model': endless }) });
    owner.jobs.start(download('whisper-tiny'));
    const visitor = await openCache();
    await expect(visitor.service.remove({ modelId: 'silero-vad', dryRun: false })).rejects.toMatchObject({
      code: 'database-busy',
    });
    expect(await visitor.service.remove({ modelId: 'silero-vad', dryRun: true })).toMatchObject({
      isDryRun: true,
    });
  });

  it('that could not be ended is ended by the next start', async () => {
    writeModels();
    const first = await openCache();
    const scan = await scanCache({ cacheDir });
    const plan = await planDeletion(scan, [{ folder: repoFolderPath(cacheDir, VAD) }]);
    for (const deletion of plan.repositories) await first.cache.pendingDeletions.add(deletion);
    expect((await first.service.info({ withFiles: false })).pendingDeletionBytes).toBe(plan.sizeBytes);
    const next = await openCache();
    // The first thing that is done waits for it.
    await next.service.prune({ dryRun: false });
    expect(existsSync(repoFolderPath(cacheDir, VAD))).toBe(false);
    expect(await next.cache.pendingDeletions.list()).toEqual([]);
  });
});

describe('cache.prune', () => {
  it('frees what nobody needs, and no partial download that a paused job will go on with', async () => {
    writeModels();
    const { cache, jobs, service } = await openCache({
      runners: () => ({ 'download-model': endless }),
      now: () => Date.now() + 2 * HOURS,
    });
    const [whisper, vad] = [WHISPER, VAD].map((repository) => repoFolderPath(cacheDir, repository));
    const etag = etagOf('x.bin', 'partial');
    const owned = partialPath(whisper ?? '', etag, cache.partialTag);
    for (const path of [owned, partialPath(vad ?? '', etag, cache.partialTag)]) {
      writeFileSync(path, 'p'.repeat(9000));
      writeFileSync(`${path}.json`, '{}');
    }
    writeFileSync(blobPath(vad ?? '', etagOf('x.bin', 'orphan')), 'o'.repeat(20_000));
    mkdirSync(privatePath(vad ?? '', 'import'), { recursive: true });
    writeFileSync(privatePath(vad ?? '', 'import', 'left'), 'l'.repeat(5000));
    const { jobId } = jobs.start(download('whisper-base'));
    await jobs.pause(jobId);
    const report = await expectExact((dryRun) => service.prune({ dryRun }));
    expect(report.items.map(({ kind, sizeBytes }) => [kind, sizeBytes])).toEqual([
      ['partial', 9002],
      ['orphan', 20_000],
      ['leftover', 5000],
    ]);
    expect(existsSync(owned)).toBe(true);
    await jobs.cancel(jobId);
    const rest = await expectExact((dryRun) => service.prune({ dryRun }));
    expect(rest.items).toMatchObject([{ kind: 'partial', sizeBytes: 9002 }]);
  });
});

describe('cache.clear', () => {
  it('frees exactly the models of a task, then all models, and nothing else that is there', async () => {
    writeModels();
    const dataset = join(cacheDir, 'datasets--org--data', 'snapshots', COMMIT_A);
    mkdirSync(dataset, { recursive: true });
    writeFileSync(join(dataset, 'rows.csv'), '1,2');
    const { service } = await openCache();
    const ofTask = await expectExact((dryRun) => service.clear({ task: 'asr', dryRun }));
    expect(ofTask.items.map(({ name }) => name)).toEqual(['whisper-base']);
    await expectExact((dryRun) => service.clear({ dryRun }));
    expect(readdirSync(cacheDir).sort()).toEqual(['CACHEDIR.TAG', 'datasets--org--data']);
    expect(await service.clear({ dryRun: false })).toMatchObject({ freedBytes: 0, items: [] });
  });
});

describe('the clean-up policy', () => {
  const policy = { budgetBytes: 10, unusedDays: null };

  it('is off by default', async () => {
    writeModels();
    const { service } = await openCache();
    expect(await service.cleanUp({ dryRun: true })).toMatchObject({ freedBytes: 0, items: [] });
  });

  it('can be tried before it is set', async () => {
    writeModels();
    const { service } = await openCache();
    const { items } = await service.cleanUp({ dryRun: true, policy });
    expect(items.map(({ name }) => name)).toEqual(['whisper-base']);
    expect(await service.cleanUp({ dryRun: true })).toMatchObject({ items: [] });
  });

  it('is carried out after the start, and spares what is pinned, in use, waited for or of others', async () => {
    writeModels();
    const first = await openCache({ policy, runners: () => ({ 'download-model': endless }) });
    const { ledger } = first.cache;
    for (const repository of ['a/b', 'c/d']) {
      const files = { 'b.bin': 'b'.repeat(99) };
      const folder = writeRevision(cacheDir, { repository, commit: COMMIT_A, refs: ['main'], files });
      await ledger.update(basename(folder), (record) => ({ ...record, dtypes: ['q8'] }));
    }
    await ledger.update('models--onnx-community--silero-vad', (record) => ({ ...record, isPinned: true }));
    const { jobId } = first.jobs.start(download('whisper-base'));
    await first.jobs.pause(jobId);
    await closeAll();
    const second = await openCache({ policy, unfinishedJobs: 'continue' });
    second.cache.inUse.begin(repoFolderPath(cacheDir, 'a/b'));
    const names = async () =>
      (await scanCache({ cacheDir })).repositories.map(({ repository }) => repository);
    await closeAll();
    expect(await names()).toEqual(['a/b', VAD, WHISPER, 'some/text-model']);
    const third = await openCache({ policy });
    const { items } = await expectExact((dryRun) => third.service.cleanUp({ dryRun }));
    expect(items).toMatchObject([{ kind: 'model', name: 'a/b' }]);
  });

  it('is carried out after a download', async () => {
    writeModels();
    const { run } = await openCache({
      policy,
      runners: () => ({
        'download-model': {
          lane: 'download',
          run: () => {
            return Promise.resolve({
              modelId: '',
              commit: '',
              folder: '',
              downloadedBytes: 11,
              reusedBytes: 0,
            });
          },
        },
      }),
    });
    expect(await run(download('whisper-tiny'))).toMatchObject({ status: 'completed' });
    await closeAll();
    const { repositories } = await scanCache({ cacheDir });
    // The model that was used longest ago went, and the rest of what is ours fits.
    expect(repositories.map(({ repository }) => repository)).toEqual([VAD, 'some/text-model']);
  });
});

describe('choosing another folder in the settings', () => {
  it('uses what is there and leaves the old folder as it was', async () => {
    writeModels();
    const other = join(test.path, 'other');
    writeRevision(other, { repository: 'a/b', commit: COMMIT_A, refs: ['main'], files: { 'b.bin': 'b' } });
    const { service, settings, unloaded } = await openCache();
    await service.chooseFolder(other);
    expect(settings.get().cacheDir).toBe(other);
    expect(unloaded).toEqual([{ modelId: null, cacheDir }]);
    expect((await service.info({ withFiles: false })).models.map(({ modelId }) => modelId)).toEqual(['a/b']);
    await service.chooseFolder(null);
    expect(settings.get().cacheDir).toBeNull();
    expect((await service.info({ withFiles: false })).models).toHaveLength(3);
  });

  it('is refused for nonsense, and rather than to wait', async () => {
    writeModels();
    const { cache, service, settings } = await openCache();
    const file = join(test.path, 'file');
    writeFileSync(file, '');
    const documents = join(test.path, 'documents');
    mkdirSync(documents);
    writeFileSync(join(documents, 'letter.txt'), '');
    symlinkSync(join(test.path, 'nowhere'), join(test.path, 'dangling'));
    const reasonOf = async (folder: string) => {
      try {
        return await service.chooseFolder(folder);
      } catch (error) {
        return error;
      }
    };
    const refused = (reason: string) => ({ code: 'cache-location-refused', details: { reason } });
    expect(await reasonOf('models')).toMatchObject(refused('not-absolute'));
    expect(await reasonOf(file)).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(file, 'below'))).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(test.path, 'dangling'))).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(test.path, 'nowhere'))).toMatchObject(refused('missing'));
    expect(await reasonOf(documents)).toMatchObject(refused('not-a-cache'));
    rmSync(join(documents, 'letter.txt'));
    const download = await cache.content.share();
    expect(await reasonOf(documents)).toMatchObject({ code: 'cache-busy' });
    download();
    const use = await cache.uses.share();
    expect(await reasonOf(documents)).toMatchObject({ code: 'model-in-use' });
    use();
    expect(settings.get().cacheDir).toBeNull();
    expect(await reasonOf(documents)).toBeUndefined();
    const fixed = await openTestCache({
      dataDir: join(test.path, 'fixed'),
      environment: { EARSHOT_CACHE_DIR: cacheDir },
    });
    open.push(fixed);
    await expect(fixed.service.chooseFolder(documents)).rejects.toMatchObject(refused('environment'));
  });
});
