import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../contract/index.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { readModels } from '../../models/cache/tests/readModels.ts';
import { OTHER_VOLUME, useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import type { CacheInChild } from './tests/cacheInChild.ts';
import { isOver } from './tests/openTestCache.ts';
import { CHILD_SCRIPT, runInChild } from './tests/runInChild.ts';
import { useTestCaches } from './tests/useTestCaches.ts';
import { writeTwoModels } from './tests/writeTwoModels.ts';

const away = useTestFolder({ beforeEach, afterEach, root: OTHER_VOLUME });
const test = useTestCaches({ beforeEach, afterEach });
const { openCache, closeAll } = test;
let to: string;

beforeEach(() => {
  to = join(away.path, 'models');
});

/** The folder that a process would take for the cache if it started now. */
function cacheInUse(): string {
  const file = join(test.dataDir, 'settings.json');
  const settings: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return settingsSchema.parse(settings).cacheDir ?? test.cacheDir;
}

describe('a move that is killed', () => {
  it('is ended by its job after the next start, from every step; at no moment is the cache anything but whole', async () => {
    const request = { kind: 'move-cache', to } as const;
    let kills = 0;
    for (let killAt = 2; ; killAt += 3) {
      rmSync(to, { recursive: true, force: true });
      rmSync(test.dataDir, { recursive: true, force: true });
      writeTwoModels(test.cacheDir);
      const models = readModels(test.cacheDir);
      const { signal } = runInChild({ dataDir: test.dataDir, request, killAt });
      expect([killAt, (await scanCache({ cacheDir: cacheInUse() })).warnings]).toEqual([killAt, []]);
      expect(readModels(cacheInUse())).toMatchObject(models);
      if (signal === null) break;
      kills += 1;
      const { jobs, settings, waitFor } = await openCache({ unfinishedJobs: 'continue' });
      const [job] = jobs.list();
      expect([killAt, await waitFor(job?.jobId ?? '', isOver)]).toMatchObject([
        killAt,
        { status: 'completed', result: { outcome: 'moved', cacheDir: to, leftBehind: [] } },
      ]);
      expect([settings.get().cacheDir, readModels(to), existsSync(test.cacheDir)]).toEqual([
        to,
        models,
        false,
      ]);
      expect(existsSync(join(test.dataDir, 'cache-move.json'))).toBe(false);
      await closeAll();
    }
    expect(kills).toBeGreaterThan(8);
  });
});

describe('an import', () => {
  it('and an export that are killed are done by their jobs after the next start', async () => {
    writeTwoModels(test.cacheDir);
    const file = join(test.path, 'models.tar');
    const modelIds = ['org/name', 'org/b'];
    expect(
      runInChild({
        dataDir: test.dataDir,
        request: { kind: 'export-models', modelIds, file, overwrite: false },
        killAt: 2,
      }),
    ).toMatchObject({
      signal: 'SIGKILL',
    });
    const first = await openCache({ unfinishedJobs: 'continue' });
    expect(await first.waitFor(first.jobs.list()[0]?.jobId ?? '', isOver)).toMatchObject({
      status: 'completed',
    });
    expect(readdirSync(test.path).sort()).toEqual(['data', 'models.tar']);
    await closeAll();
    const models = readModels(test.cacheDir);
    const far = join(test.path, 'far');
    expect(runInChild({ dataDir: far, request: { kind: 'import-models', file }, killAt: 6 })).toMatchObject({
      signal: 'SIGKILL',
    });
    const second = await openCache({ dataDir: far, unfinishedJobs: 'continue' });
    await second.waitFor(second.jobs.list()[0]?.jobId ?? '', isOver);
    expect(await second.service.prune({ dryRun: true })).toMatchObject({ items: [] });
    expect(readModels(join(far, 'models'))).toEqual(models);
  });
});

describe('two processes on one data folder', () => {
  it('never change the cache at once; when the first is killed, the other ends what it began', async () => {
    writeTwoModels(test.cacheDir);
    const models = readModels(test.cacheDir);
    const task: CacheInChild = {
      dataDir: test.dataDir,
      request: { kind: 'move-cache', to },
      staysAt: 'publish',
    };
    const child = spawn(process.execPath, [CHILD_SCRIPT, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const { jobs, service, settings } = await openCache();
    const busy = { code: 'database-busy' };
    await expect(service.remove({ modelId: 'org/name', dryRun: false })).rejects.toMatchObject(busy);
    await expect(service.prune({ dryRun: false })).rejects.toMatchObject(busy);
    await expect(service.chooseFolder(away.path)).rejects.toMatchObject(busy);
    expect(() => jobs.start({ kind: 'import-models', file: join(away.path, 'x') })).toThrow(
      expect.objectContaining(busy),
    );
    expect(await service.remove({ modelId: 'org/name', dryRun: true })).toMatchObject({ isDryRun: true });
    expect(await service.info({ withFiles: false })).toMatchObject({ cacheDir: test.cacheDir, warnings: [] });
    child.kill('SIGKILL');
    await once(child, 'close');
    await service.prune({ dryRun: false });
    expect([settings.get().cacheDir, readModels(to)]).toEqual([to, models]);
  });
});
