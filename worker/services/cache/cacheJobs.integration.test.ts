import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../contract/index.ts';
import { blobPath, repoFolderPath } from '../../models/cache/cacheLayout.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { COMMIT_A, etagOf, writeRevision, writeSparse } from '../../models/cache/tests/createCache.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import type { CacheInChild } from './tests/cacheInChild.ts';
import { isOver, openTestCache, type TestCache, type TestCacheOptions } from './tests/openTestCache.ts';

const script = fileURLToPath(new URL('./tests/cacheInChild.ts', import.meta.url));
/** Another volume than that of temporary files, on Linux; elsewhere the same one, where the other path is taken. */
const OTHER_VOLUME = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const test = useTestFolder({ beforeEach, afterEach });
const open: TestCache[] = [];
let away: string;
let dataDir: string;
let cacheDir: string;
let to: string;

beforeEach(() => {
  away = mkdtempSync(join(OTHER_VOLUME, 'earshot-job-'));
  dataDir = join(test.path, 'data');
  cacheDir = join(dataDir, 'models');
  to = join(away, 'models');
});
afterEach(async () => {
  await closeAll();
  rmSync(away, { recursive: true, force: true });
});

async function openCache(options: Partial<TestCacheOptions> = {}): Promise<TestCache> {
  const opened = await openTestCache({ dataDir, ...options });
  open.push(opened);
  return opened;
}

async function closeAll(): Promise<void> {
  for (const opened of open.splice(0)) await opened.close();
}

function writeModels(): void {
  const files = { 'config.json': '{}', 'onnx/model.onnx': 'weights'.repeat(2000) };
  writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
  writeRevision(cacheDir, { repository: 'org/b', commit: COMMIT_A, files: { 'b.bin': 'bb' } });
}

/** Everything but the tag, which every program writes in its own words. */
function readModels(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readCache(root)).filter(([path]) => path !== 'CACHEDIR.TAG'));
}

/** The folder that a process would take for the cache if it started now. */
function cacheInUse(): string {
  const file = join(dataDir, 'settings.json');
  const settings: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return settingsSchema.parse(settings).cacheDir ?? cacheDir;
}

function inChild(task: Omit<CacheInChild, 'dataDir'>, prefix: readonly string[] = []) {
  const [command = '', ...args] = [...prefix, process.execPath, script, JSON.stringify({ dataDir, ...task })];
  const { signal, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (stdout === '' && signal === null) throw new Error(`The child said nothing but: ${stderr}`);
  return { signal, answer: (stdout === '' ? null : JSON.parse(stdout)) as unknown };
}

/** Runs a job with a small file system mounted in the place of a folder, for that process alone. */
function inMount(folder: string, mountOptions: string, task: Omit<CacheInChild, 'dataDir'>): unknown {
  mkdirSync(folder, { recursive: true });
  const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  const mount = `mount -t tmpfs -o ${mountOptions} tmpfs "$0" && exec "$@"`;
  return inChild(task, ['unshare', ...userNamespace, '--mount', 'sh', '-c', mount, folder]).answer;
}

describe('a move that is killed', () => {
  it('is ended by its job after the next start, from every step; at no moment is the cache anything but whole', async () => {
    const request = { kind: 'move-cache', to } as const;
    let kills = 0;
    for (let killAt = 2; ; killAt += 3) {
      rmSync(to, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
      writeModels();
      const models = readModels(cacheDir);
      const { signal } = inChild({ request, killAt });
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
      expect([settings.get().cacheDir, readModels(to), existsSync(cacheDir)]).toEqual([to, models, false]);
      expect(existsSync(join(dataDir, 'cache-move.json'))).toBe(false);
      await closeAll();
    }
    expect(kills).toBeGreaterThan(8);
  });
});

describe('a move that fails', () => {
  it('changes nothing when the disk is too small, fills up or is read-only, and can be made again', () => {
    writeModels();
    const before = readCache(cacheDir);
    const request = { kind: 'move-cache', to } as const;
    const failed = (code: string, details = {}) => ({
      status: 'failed',
      error: { code, details },
      setting: null,
    });
    expect(inMount(to, 'size=8k', { request })).toMatchObject(failed('disk-full', { freeBytes: 8192 }));
    // Room enough by its size, and none for so many files: noticed only while copying.
    expect(inMount(to, 'size=4m,nr_inodes=8', { request })).toMatchObject(failed('disk-full'));
    expect(inMount(to, 'size=4m,ro', { request })).toMatchObject(failed('permission-denied'));
    for (const how of ['unmount', 'remove'] as const) {
      // As a network folder does that is not there any more.
      expect(
        inMount(to, 'size=4m', {
          request,
          loses: { how, folder: how === 'remove' ? join(to, '.locks') : to },
        }),
      ).toMatchObject(
        how === 'unmount' ? failed('cache-location-refused', { reason: 'vanished' }) : { status: 'failed' },
      );
    }
    expect([readCache(cacheDir), existsSync(join(dataDir, 'cache-move.json'))]).toEqual([before, false]);
    expect(inMount(to, 'size=4m', { request })).toMatchObject({ status: 'completed', setting: to });
  });
});

describe('an import', () => {
  it('into a disk that is full or read-only leaves nothing that passes for a model', async () => {
    writeModels();
    const file = join(test.path, 'models.tar');
    const { run } = await openCache();
    await run({ kind: 'export-models', modelIds: ['org/name', 'org/b'], file, overwrite: false });
    await closeAll();
    dataDir = join(test.path, 'far');
    mkdirSync(dataDir);
    const place = join(dataDir, 'models');
    const request = { kind: 'import-models', file } as const;
    const code = (answer: unknown) => (answer as { readonly error: { readonly code: string } }).error.code;
    expect(code(inMount(place, 'size=8k', { request }))).toBe('disk-full');
    expect(code(inMount(place, 'size=4m,nr_inodes=6', { request }))).toBe('disk-full');
    expect(code(inMount(place, 'size=4m,ro', { request }))).toBe('permission-denied');
    expect(readdirSync(place)).toEqual([]);
  });

  it('and an export that are killed are done by their jobs after the next start', async () => {
    writeModels();
    const file = join(test.path, 'models.tar');
    const modelIds = ['org/name', 'org/b'];
    expect(
      inChild({ request: { kind: 'export-models', modelIds, file, overwrite: false }, killAt: 2 }),
    ).toMatchObject({
      signal: 'SIGKILL',
    });
    const first = await openCache({ unfinishedJobs: 'continue' });
    expect(await first.waitFor(first.jobs.list()[0]?.jobId ?? '', isOver)).toMatchObject({
      status: 'completed',
    });
    expect(readdirSync(test.path).sort()).toEqual(['data', 'models.tar']);
    await closeAll();
    const models = readModels(cacheDir);
    dataDir = join(test.path, 'far');
    expect(inChild({ request: { kind: 'import-models', file }, killAt: 6 })).toMatchObject({
      signal: 'SIGKILL',
    });
    const second = await openCache({ unfinishedJobs: 'continue' });
    await second.waitFor(second.jobs.list()[0]?.jobId ?? '', isOver);
    expect(await second.service.prune({ dryRun: true })).toMatchObject({ items: [] });
    expect(readModels(join(dataDir, 'models'))).toEqual(models);
  });
});

describe('two processes on one data folder', () => {
  it('never change the cache at once; when the first is killed, the other ends what it began', async () => {
    writeModels();
    const models = readModels(cacheDir);
    const task: CacheInChild = { dataDir, request: { kind: 'move-cache', to }, staysAt: 'publish' };
    const child = spawn(process.execPath, [script, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const { jobs, service, settings } = await openCache();
    const busy = { code: 'database-busy' };
    await expect(service.remove({ modelId: 'org/name', dryRun: false })).rejects.toMatchObject(busy);
    await expect(service.prune({ dryRun: false })).rejects.toMatchObject(busy);
    await expect(service.chooseFolder(away)).rejects.toMatchObject(busy);
    expect(() => jobs.start({ kind: 'import-models', file: join(away, 'x') })).toThrow(
      expect.objectContaining(busy),
    );
    expect(await service.remove({ modelId: 'org/name', dryRun: true })).toMatchObject({ isDryRun: true });
    expect(await service.info({ withFiles: false })).toMatchObject({ cacheDir, warnings: [] });
    child.kill('SIGKILL');
    await once(child, 'close');
    await service.prune({ dryRun: false });
    expect([settings.get().cacheDir, readModels(to)]).toEqual([to, models]);
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
    writeModels();
    const { cache, service } = await openCache();
    const folder = repoFolderPath(cacheDir, 'org/name');
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
    writeModels();
    const { service } = await openCache();
    if (!mount('--bind', cacheDir, cacheDir)) return;
    try {
      expect(mount('-o', 'remount,bind,ro', cacheDir)).toBe(true);
      const report = await service.remove({ modelId: 'org/b', dryRun: false });
      expect(report).toMatchObject({ freedBytes: 0, isComplete: false, left: [{ code: 'EROFS' }] });
      expect(await service.info({ withFiles: false })).toMatchObject({
        models: [{}, {}],
        pendingDeletionBytes: expect.any(Number) as number,
      });
    } finally {
      spawnSync('umount', ['-l', cacheDir]);
    }
    await expectEndedByNextStart(repoFolderPath(cacheDir, 'org/b'));
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

it('describes 200 models of 20 GB', async () => {
  for (let index = 0; index < 200; index += 1) {
    const files = Object.fromEntries(
      Array.from({ length: 11 }, (_, file) => [`folder/${file}.json`, `${index} ${file}`]),
    );
    const folder = writeRevision(cacheDir, {
      repository: `org/model-${index}`,
      commit: COMMIT_A,
      refs: ['main'],
      files: { ...files, 'model.onnx': String(index) },
    });
    writeSparse(blobPath(folder, etagOf('model.onnx', String(index))), 100_000_000);
  }
  const { service } = await openCache();
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const info = await service.info({ withFiles: true });
    times.push(Math.round(performance.now() - start));
    expect([info.models.length, info.warnings]).toEqual([200, []]);
    expect(info.sizeBytes).toBeGreaterThan(20_000_000_000);
  }
  const start = performance.now();
  const { items, freedBytes } = await service.clear({ dryRun: true });
  expect([items.length, freedBytes < 100_000_000]).toEqual([200, true]);
  process.stdout.write(
    `cache.info of 200 models, 20 GB: ${times.join(', ')} ms; preview of clearing: ${Math.round(performance.now() - start)} ms\n`,
  );
});
