import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_B, writeRevision } from '../../models/cache/tests/createCache.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { failure, refused } from './tests/failure.ts';
import { isAtItsEnd, isOver } from './tests/openTestCache.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach });
const { openCache } = test;
let dataDir: string;
let cacheDir: string;
let other: string;

beforeEach(() => {
  ({ dataDir, cacheDir } = test);
  other = join(test.path, 'other');
  writeTestModel(cacheDir);
});

const move = (to: string) => ({ kind: 'move-cache', to }) as const;

describe('moving', () => {
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
