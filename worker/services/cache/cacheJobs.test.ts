import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type JobSnapshot } from '../../contract/index.ts';
import { blobPath, repoFolderPath, snapshotPath } from '../../models/cache/cacheLayout.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from '../../models/cache/tests/createCache.ts';
import { diskUse } from '../../models/cache/tests/diskUse.ts';
import { forgeBundle } from '../../models/cache/tests/forgeBundle.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import type { RepairFiles } from './createVerifyModelsRunner.ts';
import { isOver, openTestCache, type TestCache, type TestCacheOptions } from './tests/openTestCache.ts';

const test = useTestFolder({ beforeEach, afterEach });
const open: TestCache[] = [];
const FILES = { 'config.json': '{}', 'onnx/model.onnx': 'weights', 'b.bin': 'b'.repeat(5000) };
let dataDir: string;
let cacheDir: string;
let other: string;

async function openCache(options: Partial<TestCacheOptions> = {}): Promise<TestCache> {
  const opened = await openTestCache({ dataDir, ...options });
  open.push(opened);
  return opened;
}

async function closeAll(): Promise<void> {
  for (const opened of open.splice(0)) await opened.close();
}

beforeEach(() => {
  dataDir = join(test.path, 'data');
  cacheDir = join(dataDir, 'models');
  other = join(test.path, 'other');
  writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files: FILES });
});
afterEach(closeAll);

/** Everything but the tag, which every program writes in its own words. */
function readModels(root: string): Record<string, string> {
  const { 'CACHEDIR.TAG': _tag, ...models } = readCache(root);
  return models;
}

/** A move that has done all but the switch. */
function isAtItsEnd({ progress }: JobSnapshot): boolean {
  return (progress?.fraction ?? 0) >= 0.9;
}

function failure(job: JobSnapshot) {
  return { status: job.status, code: job.error?.code, details: job.error?.details };
}

const refused = (reason: string) => ({
  status: 'failed',
  code: 'cache-location-refused',
  details: { reason },
});

describe('verifying', () => {
  const damage = () => {
    const folder = repoFolderPath(cacheDir, 'org/name');
    writeFileSync(blobPath(folder, etagOf('x.bin', 'weights')), 'w3ights');
    rmSync(blobPath(folder, etagOf('b.bin', FILES['b.bin'])));
  };
  const verify = (repair: boolean) => ({ kind: 'verify-models', modelId: null, repair }) as const;

  it('reads every file of every model and says how each is', async () => {
    const { cache, run } = await openCache();
    damage();
    const job = await run(verify(false));
    expect(job).toMatchObject({ status: 'completed', progress: { fraction: 1, stage: 'verify' } });
    expect(await cache.ledger.read('models--org--name')).toMatchObject({ isDamaged: true });
    expect(job.result).toEqual({
      models: [
        {
          modelId: 'org/name',
          commit: COMMIT_A,
          files: [
            { path: 'b.bin', condition: 'missing', sizeBytes: 5000 },
            { path: 'config.json', condition: 'intact', sizeBytes: 2 },
            { path: 'onnx/model.onnx', condition: 'mismatch', sizeBytes: 7 },
          ],
          isIntact: false,
          repairedFiles: 0,
        },
      ],
    });
  });

  it('has the broken files fetched again, and no others', async () => {
    const asked: Parameters<RepairFiles>[0][] = [];
    const { cache, run } = await openCache({
      repairFiles: (request) => {
        asked.push(request);
        const folder = repoFolderPath(cacheDir, 'org/name');
        writeFileSync(blobPath(folder, etagOf('x.bin', 'weights')), 'weights');
        writeFileSync(blobPath(folder, etagOf('b.bin', FILES['b.bin'])), FILES['b.bin']);
        request.onProgress({ receivedBytes: 5007, totalBytes: 5007 });
        return Promise.resolve();
      },
    });
    expect(await run(verify(true))).toMatchObject({
      result: { models: [{ isIntact: true, repairedFiles: 0 }] },
    });
    damage();
    expect(await run(verify(true))).toMatchObject({
      result: { models: [{ isIntact: true, repairedFiles: 2 }] },
    });
    expect(await cache.ledger.read('models--org--name')).toMatchObject({ isDamaged: false });
    expect(asked).toMatchObject([
      { repository: 'org/name', commit: COMMIT_A, paths: ['b.bin', 'onnx/model.onnx'] },
    ]);
  });

  it('fails with the reason when the files cannot be fetched, and for a model that is not there', async () => {
    const offline = () => Promise.reject(new AppError('offline', 'Offline mode is on.'));
    const { run } = await openCache({ repairFiles: offline });
    damage();
    expect(failure(await run(verify(true)))).toMatchObject({ status: 'failed', code: 'offline' });
    expect(failure(await run({ ...verify(false), modelId: 'org/none' }))).toMatchObject({
      code: 'not-found',
    });
  });

  it('waits for a move, and ends when it is canceled meanwhile', async () => {
    const { cache, jobs, waitFor } = await openCache();
    const release = await cache.content.own();
    const { jobId } = jobs.start(verify(false));
    await waitFor(jobId, ({ progress }) => progress?.stage === 'wait');
    expect(await jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
    release();
  });
});

describe('moving', () => {
  const move = (to: string) => ({ kind: 'move-cache', to }) as const;

  it('copies, switches the setting, takes models out of memory, then deletes; and merges with what is there', async () => {
    writeRevision(other, {
      repository: 'org/there',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const before = readCache(cacheDir);
    // Left by Python of a repository that is gone.
    mkdirSync(join(cacheDir, '.locks', 'models--org--gone'), { recursive: true });
    writeFileSync(join(cacheDir, '.locks', 'models--org--gone', `${'a'.repeat(40)}.lock`), '');
    const { run, service, settings, unloaded } = await openCache();
    const job = await run(move(other));
    expect(job).toMatchObject({
      status: 'completed',
      result: { outcome: 'moved', cacheDir: other, leftBehind: [] },
    });
    expect(settings.get().cacheDir).toBe(other);
    expect(unloaded).toEqual([{ modelId: null, cacheDir }]);
    expect([existsSync(cacheDir), readCache(other)]).toEqual([false, expect.objectContaining(before)]);
    const { models } = await service.info({ withFiles: false });
    expect(models.map(({ modelId }) => modelId)).toEqual(['org/name', 'org/there']);
    expect(await run(move(cacheDir))).toMatchObject({ status: 'completed' });
    expect(settings.get().cacheDir).toBeNull();
  });

  it('waits for downloads before it begins, and holds off those that come later', async () => {
    const { cache, jobs, service, waitFor } = await openCache();
    await service.prune({ dryRun: false });
    const endDownload = await cache.content.share();
    const { jobId } = jobs.start(move(other));
    // Until it stands before everybody who comes later.
    for (let probe = cache.content.tryShare(); probe !== null; probe = cache.content.tryShare()) {
      probe();
      await setImmediate();
    }
    let cacheOfLater = '';
    const later = cache.content.share().then((release) => {
      cacheOfLater = cache.location().path;
      release();
    });
    expect(existsSync(other)).toBe(false);
    endDownload();
    expect(await waitFor(jobId, isOver)).toMatchObject({ status: 'completed' });
    await later;
    expect(cacheOfLater).toBe(other);
  });

  it('waits with the switch until no model is in use; what comes later uses the new folder', async () => {
    const { cache, jobs, settings, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(other));
    await waitFor(jobId, ({ progress }) => progress?.stage === 'await-models' && progress.fraction > 0.9);
    let cacheOfLater = '';
    const later = cache.uses.share().then((release) => {
      cacheOfLater = cache.location().path;
      release();
    });
    expect([settings.get().cacheDir, readCache(cacheDir)]).toMatchObject([null, {}]);
    endUse();
    await waitFor(jobId, isOver);
    await later;
    expect(cacheOfLater).toBe(other);
  });

  it('is undone when it is canceled', async () => {
    const before = readCache(cacheDir);
    const { cache, jobs, settings, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(other));
    await waitFor(jobId, isAtItsEnd);
    expect(await jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
    endUse();
    expect([readCache(cacheDir), existsSync(other), settings.get().cacheDir]).toEqual([before, false, null]);
    expect(existsSync(join(dataDir, 'cache-move.json'))).toBe(false);
    expect(await cache.content.own()).toBeTypeOf('function');
  });

  it('is gone on from when the app ended meanwhile: by its job, or by whoever starts next', async () => {
    for (const unfinishedJobs of ['continue', 'hold'] as const) {
      const to = join(test.path, unfinishedJobs);
      const first = await openCache();
      const from = first.cache.location().path;
      const before = readModels(from);
      await first.cache.uses.share();
      const { jobId } = first.jobs.start(move(to));
      await first.waitFor(jobId, isAtItsEnd);
      await closeAll();
      expect(existsSync(join(dataDir, 'cache-move.json'))).toBe(true);
      const second = await openCache({ unfinishedJobs });
      if (unfinishedJobs === 'hold') {
        await second.service.prune({ dryRun: false });
        expect([second.settings.get().cacheDir, readModels(to)]).toEqual([to, before]);
        second.jobs.start(move(to));
      }
      expect(await second.waitFor(jobId, isOver)).toMatchObject({
        status: 'completed',
        result: { outcome: 'moved', cacheDir: to, leftBehind: [] },
      });
      expect([second.settings.get().cacheDir, existsSync(from), readModels(to)]).toEqual([to, false, before]);
      await closeAll();
    }
  });

  it('that was interrupted is ended before anything is downloaded', async () => {
    const places: string[] = [];
    const runners: TestCacheOptions['runners'] = (cache) => ({
      'download-model': {
        lane: 'download',
        async run(_job, { signal }) {
          const release = await cache.content.share(signal);
          places.push(cache.location().path);
          release();
          return { modelId: '', commit: '', folder: '', downloadedBytes: 0, reusedBytes: 0 };
        },
      },
    });
    const first = await openCache({ runners });
    await first.cache.uses.share();
    const { jobId } = first.jobs.start(move(other));
    await first.waitFor(jobId, isAtItsEnd);
    const modelId = 'whisper-base';
    const waiting = first.jobs.start({
      kind: 'download-model',
      modelId,
      revision: null,
      dtype: null,
      isUpdate: false,
    });
    await closeAll();
    expect(places).toEqual([]);
    const second = await openCache({ unfinishedJobs: 'continue', runners });
    await second.waitFor(waiting.jobId, isOver);
    expect(places).toEqual([other]);
  });

  it('is undone when it is paused, and begins again when it is resumed', async () => {
    const { cache, jobs, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(other));
    await waitFor(jobId, isAtItsEnd);
    expect(await jobs.pause(jobId)).toMatchObject({ status: 'paused' });
    endUse();
    expect(existsSync(other)).toBe(false);
    jobs.resume(jobId);
    expect(await waitFor(jobId, isOver)).toMatchObject({ status: 'completed', result: { cacheDir: other } });
  });

  it('that the start could not end is ended before another one begins', async () => {
    const far = join(test.path, 'far', 'models');
    const first = await openCache();
    await first.cache.uses.share();
    const { jobId } = first.jobs.start(move(far));
    const journal = join(dataDir, 'cache-move.json');
    await first.waitFor(jobId, isAtItsEnd);
    while (!readFileSync(journal, 'utf8').includes('"switching"')) await setImmediate();
    await closeAll();
    // The disk of the old folder is away during the start, and there again afterwards.
    renameSync(cacheDir, join(test.path, 'away'));
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"switching"', '"deleting"'));
    renameSync(join(test.path, 'far'), join(test.path, 'far-away'));
    const second = await openCache();
    await second.service.prune({ dryRun: false });
    expect(existsSync(journal)).toBe(true);
    renameSync(join(test.path, 'far-away'), join(test.path, 'far'));
    await second.settings.update({ cacheDir: far });
    expect(await second.run(move(other))).toMatchObject({ status: 'completed', result: { cacheDir: other } });
    expect([existsSync(journal), existsSync(far)]).toEqual([false, false]);
  });

  it('whose journal is damaged is given up, and is not in the way of another', async () => {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'cache-move.json'), '{"version":1,"from":"/",');
    const { run } = await openCache();
    expect(await run(move(other))).toMatchObject({ status: 'completed' });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('cache-move.json.broken-'))).toHaveLength(1);
  });

  it.each(['while it runs', 'while it waits to be released'])(
    'that the start goes on with can still be canceled %s',
    async (when) => {
      const before = readCache(cacheDir);
      const first = await openCache();
      await first.cache.uses.share();
      const { jobId } = first.jobs.start(move(other));
      await first.waitFor(jobId, isAtItsEnd);
      await closeAll();
      const second = await openCache();
      // Something uses a model before anyone claims the jobs, so that the switch has to wait.
      const endUse = await second.cache.uses.share();
      if (when === 'while it runs') {
        second.jobs.start(move(other));
        await second.waitFor(jobId, isAtItsEnd);
      }
      expect(await second.jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
      await second.service.prune({ dryRun: false });
      endUse();
      const { cacheDir: setting } = second.settings.get();
      expect([readCache(cacheDir), existsSync(other), setting]).toEqual([before, false, null]);
    },
  );

  it('is refused for nonsense, and where the environment decides', async () => {
    const { run, service } = await openCache();
    const file = join(test.path, 'file');
    writeFileSync(file, '');
    for (const [to, reason] of [
      ['models', 'not-absolute'],
      [join(cacheDir, 'inside'), 'inside'],
      [dataDir, 'contains'],
      [file, 'not-a-folder'],
      [join(file, 'below'), 'not-a-folder'],
    ] as const) {
      expect(failure(await run(move(to)))).toMatchObject(refused(reason));
      expect(await service.checkTarget(to)).toMatchObject({
        problem: 'cache-location-refused',
        details: { reason },
      });
    }
    const environment = { EARSHOT_CACHE_DIR: cacheDir };
    const fixed = await openCache({ dataDir: join(test.path, 'fixed'), environment });
    expect(failure(await fixed.run(move(other)))).toMatchObject(refused('environment'));
    expect(await fixed.service.checkTarget(other)).toMatchObject({ details: { reason: 'environment' } });
  });

  it('can be asked for before: what it needs, what is free, and whether models are there', async () => {
    const { service } = await openCache();
    expect(await service.checkTarget(join(other, 'new'))).toMatchObject({
      path: join(other, 'new'),
      holdsModels: false,
      problem: null,
      details: {},
    });
    expect(existsSync(other)).toBe(false);
    writeRevision(other, { repository: 'org/there', commit: COMMIT_B, files: { 'x.bin': 'x' } });
    const check = await service.checkTarget(other);
    expect(check).toMatchObject({ holdsModels: true, problem: null });
    expect(check.freeBytes).toBeGreaterThan(check.neededBytes);
  });
});

describe('adopting', () => {
  const adopt = (folder: string) => ({ kind: 'adopt-cache', folder }) as const;

  it('makes the cache of another program the cache, and copies and deletes nothing', async () => {
    writeRevision(other, {
      repository: 'org/there',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const before = [readCache(cacheDir), readCache(other)];
    const { run, service, settings } = await openCache();
    expect(await run(adopt(other))).toMatchObject({ status: 'completed', result: { cacheDir: other } });
    expect(settings.get().cacheDir).toBe(other);
    expect([readCache(cacheDir), readCache(other)]).toEqual(before);
    const { models } = await service.info({ withFiles: false });
    expect(models.map(({ modelId }) => modelId)).toEqual(['org/there']);
  });

  it('is refused for a folder with other things in it, and for one that is not there', async () => {
    const { run, settings } = await openCache();
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), '');
    expect(failure(await run(adopt(other)))).toMatchObject(refused('not-a-cache'));
    expect(failure(await run(adopt(join(other, 'none'))))).toMatchObject(refused('missing'));
    expect(settings.get().cacheDir).toBeNull();
  });
});

describe.each(['hard links', 'plain files'] as const)(
  'a cache with %s in place of symbolic links',
  (kind) => {
    beforeEach(() => {
      const snapshot = snapshotPath(repoFolderPath(cacheDir, 'org/name'), COMMIT_A);
      for (const [path, content] of Object.entries(FILES)) {
        const blob = blobPath(repoFolderPath(cacheDir, 'org/name'), etagOf(path, content));
        rmSync(join(snapshot, path));
        // As Earshot leaves it where only hard links can be made, and Python where no links can.
        if (kind === 'hard links') linkSync(blob, join(snapshot, path));
        else renameSync(blob, join(snapshot, path));
      }
    });

    it('is sized, verified, moved, exported and deleted like any other', async () => {
      const { run, service } = await openCache();
      expect(await service.info({ withFiles: false })).toMatchObject({
        sizeBytes: 5009,
        orphanBytes: 0,
        warnings: [],
      });
      const intact = { result: { models: [{ isIntact: true }] } };
      expect(await run({ kind: 'verify-models', modelId: 'org/name', repair: false })).toMatchObject(intact);
      expect(await run({ kind: 'move-cache', to: other })).toMatchObject({ result: { leftBehind: [] } });
      expect(await run({ kind: 'verify-models', modelId: null, repair: true })).toMatchObject(intact);
      const file = join(test.path, 'models.tar');
      await run({ kind: 'export-models', modelIds: ['org/name'], file, overwrite: false });
      const before = diskUse(other);
      const { freedBytes } = await service.remove({ modelId: 'org/name', dryRun: true });
      expect(await service.remove({ modelId: 'org/name', dryRun: false })).toMatchObject({ freedBytes });
      expect(diskUse(other)).toBe(before - freedBytes);
      expect(await run({ kind: 'import-models', file })).toMatchObject({ result: { addedBytes: 5009 } });
      expect(await run({ kind: 'verify-models', modelId: null, repair: false })).toMatchObject(intact);
    });
  },
);

describe('a cache on a disk that is not connected', () => {
  it('is said to have vanished, and nothing is written in its place', async () => {
    const { run, service, settings } = await openCache();
    const file = join(test.path, 'models.tar');
    await run({ kind: 'export-models', modelIds: ['org/name'], file, overwrite: false });
    const place = join(test.path, 'disk', 'models');
    await run({ kind: 'move-cache', to: place });
    rmSync(join(test.path, 'disk'), { recursive: true });
    expect(await service.info({ withFiles: false })).toMatchObject({
      cacheDir: place,
      models: [],
      warnings: [{ path: place, reason: 'vanished' }],
    });
    expect(failure(await run({ kind: 'import-models', file }))).toMatchObject(refused('vanished'));
    expect(failure(await run({ kind: 'move-cache', to: cacheDir }))).toMatchObject(refused('vanished'));
    const verifying = { kind: 'verify-models', modelId: null, repair: false } as const;
    expect(failure(await run(verifying))).toMatchObject(refused('vanished'));
    const modelIds = ['org/name'];
    const exported = await run({ kind: 'export-models', modelIds, file, overwrite: true });
    expect(failure(exported)).toMatchObject(refused('vanished'));
    for (const dryRun of [true, false]) {
      const vanished = { code: 'cache-location-refused', details: { reason: 'vanished' } };
      await expect(service.remove({ modelId: 'org/name', dryRun })).rejects.toMatchObject(vanished);
      await expect(service.prune({ dryRun })).rejects.toMatchObject(vanished);
      await expect(service.clear({ dryRun })).rejects.toMatchObject(vanished);
    }
    expect([existsSync(join(test.path, 'disk')), settings.get().cacheDir]).toEqual([false, place]);

    await service.chooseFolder(null);
    expect(failure(await run(verifying))).toMatchObject({ status: 'completed' });
  });
});

describe('bundles', () => {
  const bundle = () => join(test.path, 'models.tar');
  const write = (overwrite = false) => ({
    kind: 'export-models' as const,
    modelIds: ['org/name', 'org/name@main'],
    file: bundle(),
    overwrite,
  });

  it('carry models to a computer without a network', async () => {
    writeRevision(cacheDir, { repository: 'org/loose', commit: COMMIT_B, files: { 'x.bin': 'x' } });
    const from = await openCache();
    const exported = await from.run({ ...write(), modelIds: ['org/name', 'org/loose'] });
    expect(exported).toMatchObject({ status: 'completed', result: { file: bundle() } });
    const far = await openCache({ dataDir: join(test.path, 'far') });
    expect(await far.run({ kind: 'import-models', file: bundle() })).toMatchObject({
      status: 'completed',
      progress: { fraction: 1 },
      result: { modelIds: ['org/name', 'org/loose'], addedBytes: 5010 },
    });
    expect(readModels(far.cache.location().path)).toEqual(readModels(cacheDir));
    // It has no ref, and was wanted all the same.
    expect(await far.cache.ledger.read('models--org--loose')).toMatchObject({ keptCommits: [COMMIT_B] });
    expect(await far.cache.ledger.read('models--org--name')).toMatchObject({ keptCommits: [] });
  });

  it('are not written over unless that was asked for', async () => {
    const { run } = await openCache();
    expect(await run(write())).toMatchObject({ status: 'completed' });
    expect(failure(await run({ ...write(), modelIds: ['org/name'] }))).toMatchObject({
      code: 'export-failed',
      details: { reason: 'exists' },
    });
    expect(await run(write(true))).toMatchObject({ status: 'completed' });
    expect(failure(await run({ ...write(true), modelIds: ['org/none'] }))).toMatchObject({
      code: 'not-found',
    });
  });

  it('that are hostile are refused before anything is written', async () => {
    const { run } = await openCache();
    await run(write());
    forgeBundle(bundle(), (manifest) => ({
      ...manifest,
      repositories: manifest.repositories.map((repository) => ({
        ...repository,
        tree: null,
        files: repository.files.map((file) => ({ ...file, path: `../../../../${file.path}` })),
      })),
    }));
    const far = await openCache({ dataDir: join(test.path, 'far') });
    expect(failure(await far.run({ kind: 'import-models', file: bundle() }))).toMatchObject({
      code: 'bundle-damaged',
      details: { reason: 'unsafe' },
    });
    expect(existsSync(far.cache.location().path)).toBe(false);
  });
});
