import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { downloadRequest } from './tests/downloadRequest.ts';
import { isAtItsEnd, isOver, type TestCacheOptions } from './tests/openTestCache.ts';
import { readModels } from '../../models/cache/tests/readModels.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache, closeAll } = test;

const move = (to: string) => ({ kind: 'move-cache', to }) as const;

describe('a move', () => {
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
      expect(existsSync(join(test.dataDir, 'cache-move.json'))).toBe(true);
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
    const { jobId } = first.jobs.start(move(test.otherDir));
    await first.waitFor(jobId, isAtItsEnd);
    const waiting = first.jobs.start(downloadRequest('whisper-base'));
    await closeAll();
    expect(places).toEqual([]);
    const second = await openCache({ unfinishedJobs: 'continue', runners });
    await second.waitFor(waiting.jobId, isOver);
    expect(places).toEqual([test.otherDir]);
  });

  it('that the start could not end is ended before another one begins', async () => {
    const far = join(test.path, 'far', 'models');
    const first = await openCache();
    await first.cache.uses.share();
    const { jobId } = first.jobs.start(move(far));
    const journal = join(test.dataDir, 'cache-move.json');
    await first.waitFor(jobId, isAtItsEnd);
    while (!readFileSync(journal, 'utf8').includes('"switching"')) await setImmediate();
    await closeAll();
    // The disk of the old folder is away during the start, and there again afterwards.
    renameSync(test.cacheDir, join(test.path, 'away'));
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"switching"', '"deleting"'));
    renameSync(join(test.path, 'far'), join(test.path, 'far-away'));
    const second = await openCache();
    await second.service.prune({ dryRun: false });
    expect(existsSync(journal)).toBe(true);
    renameSync(join(test.path, 'far-away'), join(test.path, 'far'));
    await second.settings.update({ cacheDir: far });
    expect(await second.run(move(test.otherDir))).toMatchObject({
      status: 'completed',
      result: { cacheDir: test.otherDir },
    });
    expect([existsSync(journal), existsSync(far)]).toEqual([false, false]);
  });

  it('whose journal is damaged is given up, and is not in the way of another', async () => {
    mkdirSync(test.dataDir, { recursive: true });
    writeFileSync(join(test.dataDir, 'cache-move.json'), '{"version":1,"from":"/",');
    const { run } = await openCache();
    expect(await run(move(test.otherDir))).toMatchObject({ status: 'completed' });
    expect(
      readdirSync(test.dataDir).filter((name) => name.startsWith('cache-move.json.broken-')),
    ).toHaveLength(1);
  });

  it.each(['while it runs', 'while it waits to be released'])(
    'that the start goes on with can still be canceled %s',
    async (when) => {
      const before = readCache(test.cacheDir);
      const first = await openCache();
      await first.cache.uses.share();
      const { jobId } = first.jobs.start(move(test.otherDir));
      await first.waitFor(jobId, isAtItsEnd);
      await closeAll();
      const second = await openCache();
      // Something uses a model before anyone claims the jobs, so that the switch has to wait.
      const endUse = await second.cache.uses.share();
      if (when === 'while it runs') {
        second.jobs.start(move(test.otherDir));
        await second.waitFor(jobId, isAtItsEnd);
      }
      expect(await second.jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
      await second.service.prune({ dryRun: false });
      endUse();
      const { cacheDir: setting } = second.settings.get();
      expect([readCache(test.cacheDir), existsSync(test.otherDir), setting]).toEqual([before, false, null]);
    },
  );
});
