import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoFolderPath } from '../../models/cache/cacheLayout.ts';
import { COMMIT_A, writeRevision } from '../../models/cache/tests/createCache.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { OTHER_VOLUME, useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import { runInMount } from './tests/runInChild.ts';
import { useTestCaches } from './tests/useTestCaches.ts';
import { writeTwoModels } from './tests/writeTwoModels.ts';

const away = useTestFolder({ beforeEach, afterEach, root: OTHER_VOLUME });
const test = useTestCaches({ beforeEach, afterEach });
const { openCache, closeAll } = test;

describe('a move that fails', () => {
  it('changes nothing when the disk is too small, fills up or is read-only, and can be made again', () => {
    writeTwoModels(test.cacheDir);
    const before = readCache(test.cacheDir);
    const to = join(away.path, 'models');
    const task = { dataDir: test.dataDir, request: { kind: 'move-cache', to } } as const;
    const failed = (code: string, details = {}) => ({
      status: 'failed',
      error: { code, details },
      setting: null,
    });
    expect(runInMount(to, 'size=8k', task)).toMatchObject(failed('disk-full', { freeBytes: 8192 }));
    // Room enough by its size, and none for so many files: noticed only while copying.
    expect(runInMount(to, 'size=4m,nr_inodes=8', task)).toMatchObject(failed('disk-full'));
    expect(runInMount(to, 'size=4m,ro', task)).toMatchObject(failed('permission-denied'));
    for (const how of ['unmount', 'remove'] as const) {
      // As a network folder does that is not there any more.
      expect(
        runInMount(to, 'size=4m', {
          ...task,
          loses: { how, folder: how === 'remove' ? join(to, '.locks') : to },
        }),
      ).toMatchObject(
        how === 'unmount' ? failed('cache-location-refused', { reason: 'vanished' }) : { status: 'failed' },
      );
    }
    expect([readCache(test.cacheDir), existsSync(join(test.dataDir, 'cache-move.json'))]).toEqual([
      before,
      false,
    ]);
    expect(runInMount(to, 'size=4m', task)).toMatchObject({ status: 'completed', setting: to });
  });
});

describe('an import', () => {
  it('into a disk that is full or read-only leaves nothing that passes for a model', async () => {
    writeTwoModels(test.cacheDir);
    const file = join(test.path, 'models.tar');
    const { run } = await openCache();
    await run({ kind: 'export-models', modelIds: ['org/name', 'org/b'], file, overwrite: false });
    await closeAll();
    const far = join(test.path, 'far');
    mkdirSync(far);
    const place = join(far, 'models');
    const task = { dataDir: far, request: { kind: 'import-models', file } } as const;
    const code = (answer: unknown) => (answer as { readonly error: { readonly code: string } }).error.code;
    expect(code(runInMount(place, 'size=8k', task))).toBe('disk-full');
    expect(code(runInMount(place, 'size=4m,nr_inodes=6', task))).toBe('disk-full');
    expect(code(runInMount(place, 'size=4m,ro', task))).toBe('permission-denied');
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('a deletion that the system refuses', () => {
  const mount = (...args: string[]) => spawnSync('mount', args).status === 0;

  async function expectEndedByNextStart(folder: string): Promise<void> {
    await closeAll();
    const next = await openCache();
    await next.service.prune({ dryRun: false });
    expect([existsSync(folder), await next.cache.pendingDeletions.list()]).toEqual([false, []]);
  }

  it('in part says what is left and why, and is ended by the next start', async () => {
    writeTwoModels(test.cacheDir);
    const { cache, service } = await openCache();
    const folder = repoFolderPath(test.cacheDir, 'org/name');
    const busy = join(folder, 'blobs', 'mounted');
    mkdirSync(busy);
    // Needs a superuser, as in a container; elsewhere the test below the service stands for it.
    if (!mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', busy)) return;
    try {
      const report = await service.remove({ modelId: 'org/name', dryRun: false });
      expect(report).toMatchObject({ isComplete: false, left: [{ path: busy, code: 'EBUSY' }] });
      expect(await cache.pendingDeletions.list()).toHaveLength(1);
    } finally {
      spawnSync('umount', ['-l', busy]);
    }
    await expectEndedByNextStart(folder);
  });

  it('on a read-only disk changes nothing, and is ended by the first start that can write', async () => {
    writeTwoModels(test.cacheDir);
    const { service } = await openCache();
    if (!mount('--bind', test.cacheDir, test.cacheDir)) return;
    try {
      expect(mount('-o', 'remount,bind,ro', test.cacheDir)).toBe(true);
      const report = await service.remove({ modelId: 'org/b', dryRun: false });
      expect(report).toMatchObject({ freedBytes: 0, isComplete: false, left: [{ code: 'EROFS' }] });
      expect(await service.info({ withFiles: false })).toMatchObject({
        models: [{}, {}],
        pendingDeletionBytes: expect.any(Number) as number,
      });
    } finally {
      spawnSync('umount', ['-l', test.cacheDir]);
    }
    await expectEndedByNextStart(repoFolderPath(test.cacheDir, 'org/b'));
  });
});

it('uses a cache that it may only read, such as one that the users of a computer share', async () => {
  const shared = join(test.path, 'shared');
  writeRevision(shared, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'm.onnx': 'm' },
  });
  const before = readCache(shared);
  const { run, service } = await openCache();
  const isMounted = spawnSync('mount', ['--bind', shared, shared]).status === 0;
  // Needs a superuser, as in a container.
  if (!isMounted) return;
  try {
    spawnSync('mount', ['-o', 'remount,bind,ro', shared]);
    expect(await run({ kind: 'adopt-cache', folder: shared })).toMatchObject({ status: 'completed' });
    expect(await service.info({ withFiles: false })).toMatchObject({
      cacheDir: shared,
      models: [{}],
      warnings: [],
    });
    expect(await run({ kind: 'verify-models', modelId: null, repair: false })).toMatchObject({
      result: { models: [{ isIntact: true }] },
    });
    const file = join(test.path, 'models.tar');
    expect(
      await run({ kind: 'export-models', modelIds: ['org/name'], file, overwrite: false }),
    ).toMatchObject({
      status: 'completed',
    });
    expect(await run({ kind: 'import-models', file })).toMatchObject({
      status: 'failed',
      error: { code: 'permission-denied' },
    });
    expect(readCache(shared)).toEqual(before);
  } finally {
    spawnSync('umount', ['-l', shared]);
  }
});
