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

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

const move = (to: string) => ({ kind: 'move-cache', to }) as const;

describe('moving', () => {
  it('copies, switches the setting, takes models out of memory, then deletes; and merges with what is there', async () => {
    writeRevision(test.otherDir, {
      repository: 'org/there',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const before = readCache(test.cacheDir);
    // Left by Python of a repository that is gone.
    mkdirSync(join(test.cacheDir, '.locks', 'models--org--gone'), { recursive: true });
    writeFileSync(join(test.cacheDir, '.locks', 'models--org--gone', `${'a'.repeat(40)}.lock`), '');
    const { run, service, settings, unloaded } = await openCache();
    const job = await run(move(test.otherDir));
    expect(job).toMatchObject({
      status: 'completed',
      result: { outcome: 'moved', cacheDir: test.otherDir, leftBehind: [] },
    });
    expect(settings.get().cacheDir).toBe(test.otherDir);
    expect(unloaded).toEqual([{ modelId: null, cacheDir: test.cacheDir }]);
    expect([existsSync(test.cacheDir), readCache(test.otherDir)]).toEqual([
      false,
      expect.objectContaining(before),
    ]);
    const { models } = await service.info({ withFiles: false });
    expect(models.map(({ modelId }) => modelId)).toEqual(['org/name', 'org/there']);
    expect(await run(move(test.cacheDir))).toMatchObject({ status: 'completed' });
    expect(settings.get().cacheDir).toBeNull();
  });

  it('waits for downloads before it begins, and holds off those that come later', async () => {
    const { cache, jobs, service, waitFor } = await openCache();
    await service.prune({ dryRun: false });
    const endDownload = await cache.content.share();
    const { jobId } = jobs.start(move(test.otherDir));
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
    expect(existsSync(test.otherDir)).toBe(false);
    endDownload();
    expect(await waitFor(jobId, isOver)).toMatchObject({ status: 'completed' });
    await later;
    expect(cacheOfLater).toBe(test.otherDir);
  });

  it('waits with the switch until no model is in use; what comes later uses the new folder', async () => {
    const { cache, jobs, settings, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(test.otherDir));
    await waitFor(jobId, ({ progress }) => progress?.stage === 'await-models' && progress.fraction > 0.9);
    let cacheOfLater = '';
    const later = cache.uses.share().then((release) => {
      cacheOfLater = cache.location().path;
      release();
    });
    expect([settings.get().cacheDir, readCache(test.cacheDir)]).toMatchObject([null, {}]);
    endUse();
    await waitFor(jobId, isOver);
    await later;
    expect(cacheOfLater).toBe(test.otherDir);
  });

  it('is undone when it is canceled', async () => {
    const before = readCache(test.cacheDir);
    const { cache, jobs, settings, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(test.otherDir));
    await waitFor(jobId, isAtItsEnd);
    expect(await jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
    endUse();
    expect([readCache(test.cacheDir), existsSync(test.otherDir), settings.get().cacheDir]).toEqual([
      before,
      false,
      null,
    ]);
    expect(existsSync(join(test.dataDir, 'cache-move.json'))).toBe(false);
    expect(await cache.content.own()).toBeTypeOf('function');
  });

  it('is undone when it is paused, and begins again when it is resumed', async () => {
    const { cache, jobs, waitFor } = await openCache();
    const endUse = await cache.uses.share();
    const { jobId } = jobs.start(move(test.otherDir));
    await waitFor(jobId, isAtItsEnd);
    expect(await jobs.pause(jobId)).toMatchObject({ status: 'paused' });
    endUse();
    expect(existsSync(test.otherDir)).toBe(false);
    jobs.resume(jobId);
    expect(await waitFor(jobId, isOver)).toMatchObject({
      status: 'completed',
      result: { cacheDir: test.otherDir },
    });
  });

  it('is refused for nonsense, and where the environment decides', async () => {
    const { run, service } = await openCache();
    const file = join(test.path, 'file');
    writeFileSync(file, '');
    for (const [to, reason] of [
      ['models', 'not-absolute'],
      [join(test.cacheDir, 'inside'), 'inside'],
      [test.dataDir, 'contains'],
      [file, 'not-a-folder'],
      [join(file, 'below'), 'not-a-folder'],
      [join(file, '..', 'x'.repeat(300)), 'name-too-long'],
    ] as const) {
      expect(failure(await run(move(to)))).toMatchObject(refused(reason));
      expect(await service.checkTarget(to)).toMatchObject({
        problem: 'cache-location-refused',
        details: { reason },
      });
    }
    const environment = { EARSHOT_CACHE_DIR: test.cacheDir };
    const fixed = await openCache({ dataDir: join(test.path, 'fixed'), environment });
    expect(failure(await fixed.run(move(test.otherDir)))).toMatchObject(refused('environment'));
    expect(await fixed.service.checkTarget(test.otherDir)).toMatchObject({
      details: { reason: 'environment' },
    });
  });

  it('can be asked for before: what it needs, what is free, and whether models are there', async () => {
    const { service } = await openCache();
    expect(await service.checkTarget(join(test.otherDir, 'new'))).toMatchObject({
      path: join(test.otherDir, 'new'),
      holdsModels: false,
      problem: null,
      details: {},
    });
    expect(existsSync(test.otherDir)).toBe(false);
    writeRevision(test.otherDir, { repository: 'org/there', commit: COMMIT_B, files: { 'x.bin': 'x' } });
    const check = await service.checkTarget(test.otherDir);
    expect(check).toMatchObject({ holdsModels: true, problem: null });
    expect(check.freeBytes).toBeGreaterThan(check.neededBytes);
  });
});
