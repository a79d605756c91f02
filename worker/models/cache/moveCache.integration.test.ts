import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, repoFolderPath } from './cacheLayout.ts';
import { moveCache, resumeMove } from './moveCache.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import type { MoveInChild } from './tests/moveInChild.ts';
import { readCache } from './tests/readCache.ts';
import { readModels } from './tests/readModels.ts';
import { OTHER_VOLUME, useTestFolder } from './tests/useTestFolder.ts';

const script = fileURLToPath(new URL('./tests/moveInChild.ts', import.meta.url));
const TAG = '0a1b2c3d';

const test = useTestFolder({ beforeEach, afterEach });
const away = useTestFolder({ beforeEach, afterEach, root: OTHER_VOLUME });
let task: MoveInChild;

beforeEach(() => {
  task = {
    from: join(test.path, 'old'),
    to: join(away.path, 'models'),
    dataDir: join(test.path, 'data'),
    settingFile: join(test.path, 'setting'),
  };
});

function writeModels({ from, settingFile, dataDir }: MoveInChild): void {
  rmSync(from, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
  const files = { 'config.json': '{}', 'onnx/model.onnx': 'weights' };
  writeRevision(from, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
  writeRevision(from, {
    repository: 'org/name',
    commit: COMMIT_B,
    files: { 'config.json': '{}' },
    hasTree: false,
  });
  writeRevision(from, {
    repository: 'b',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'b.bin': 'bb' },
    hasTree: false,
  });
  writeFileSync(settingFile, from);
}

function writeOthers({ to }: MoveInChild): void {
  rmSync(to, { recursive: true, force: true });
  writeRevision(to, {
    repository: 'org/name',
    commit: 'c'.repeat(40),
    refs: ['main'],
    files: { 'config.json': '{}' },
  });
}

/** Moves in a process of its own, so that it can be killed and can have mounts of its own. */
function moveInChild(change: Partial<MoveInChild> = {}, prefix: readonly string[] = []) {
  const [command = '', ...args] = [
    ...prefix,
    process.execPath,
    script,
    JSON.stringify({ ...task, ...change }),
  ];
  const { signal, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (stdout === '' && signal === null) throw new Error(`The child said nothing but: ${stderr}`);
  return { signal, answer: (stdout === '' ? null : JSON.parse(stdout)) as unknown };
}

/** Runs the move with a small file system mounted in the place of the new folder, for that process alone. */
function moveToMount(mountOptions: string, change: Partial<MoveInChild> = {}): unknown {
  mkdirSync(task.to, { recursive: true });
  const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  const mount = `mount -t tmpfs -o ${mountOptions} tmpfs "$0" && exec "$@"`;
  return moveInChild(change, ['unshare', ...userNamespace, '--mount', 'sh', '-c', mount, task.to]).answer;
}

async function resume() {
  return resumeMove({
    dataDir: task.dataDir,
    partialTag: TAG,
    switchTo: (path) => {
      writeFileSync(task.settingFile, path);
      return Promise.resolve();
    },
  });
}

describe.each(['another volume', 'the same volume'])('a move to %s that is killed', (volume) => {
  it('goes on from every step, and at no moment is the cache in use anything but whole', async () => {
    if (volume === 'the same volume') task = { ...task, to: join(test.path, 'new') };
    let kills = 0;
    // On one volume the steps are the same but for how content gets there: every third is enough.
    const stride = volume === 'the same volume' ? 3 : 1;
    for (let killAt = 1; ; killAt += stride) {
      writeModels(task);
      writeOthers(task);
      const models = readModels(task.from);
      const expected = { ...readModels(task.to), ...models };
      const { signal } = moveInChild({ killAt });
      const inUse = readFileSync(task.settingFile, 'utf8');
      const scan = await scanCache({ cacheDir: inUse });
      expect([killAt, scan.warnings]).toEqual([killAt, []]);
      expect(readModels(inUse)).toMatchObject(models);
      if (signal === null) break;
      kills += 1;
      expect([killAt, await resume()]).toMatchObject([
        killAt,
        { outcome: 'moved', leftBehind: [], damaged: [] },
      ]);
      expect(readModels(task.to)).toEqual(expected);
      expect([existsSync(task.from), readFileSync(task.settingFile, 'utf8')]).toEqual([false, task.to]);
      expect(await resume()).toBeNull();
    }
    expect(kills * stride).toBeGreaterThan(40);
  });
});

describe('a move that fails', () => {
  it('is undone by the next start if it was killed while it was being undone', async () => {
    writeModels(task);
    writeOthers(task);
    const [oldBefore, newBefore] = [readCache(task.from), readCache(task.to)];
    expect(moveInChild({ diesUndoing: true }).signal).toBe('SIGKILL');
    expect(await resume()).toEqual({
      outcome: 'rolled-back',
      cacheDir: task.from,
      leftBehind: [],
      damaged: [],
    });
    expect([readCache(task.from), readCache(task.to)]).toEqual([oldBefore, newBefore]);
    expect(readFileSync(task.settingFile, 'utf8')).toBe(task.from);
    expect(existsSync(join(task.dataDir, 'cache-move.json'))).toBe(false);
  });

  it('leaves everything as it was when the disk is too small, fills up or cannot be written', () => {
    writeModels(task);
    const folder = repoFolderPath(task.from, 'org/name');
    writeFileSync(blobPath(folder, etagOf('x.bin', 'large')), 'x'.repeat(300_000));
    const before = readCache(task.from);
    const failed = (code: string, details: unknown) => ({ error: { code, details } });
    expect(moveToMount('size=200k')).toMatchObject(
      failed('disk-full', { neededBytes: expect.any(Number) as number, freeBytes: 200 * 1024 }),
    );
    // Room enough by its size, and none for so many files: noticed only while copying.
    expect(moveToMount('size=4m,nr_inodes=12')).toMatchObject(failed('disk-full', { systemCode: 'ENOSPC' }));
    expect(moveToMount('size=4m,ro')).toMatchObject(failed('permission-denied', { systemCode: 'EROFS' }));
    expect(readCache(task.from)).toEqual(before);
    expect(readFileSync(task.settingFile, 'utf8')).toBe(task.from);
    expect(existsSync(join(task.dataDir, 'cache-move.json'))).toBe(false);
    expect(moveToMount('size=4m')).toMatchObject({ result: { outcome: 'moved' }, setting: task.to });
  });

  it('says so when the new place vanishes', () => {
    writeModels(task);
    const before = readCache(task.from);
    const vanished = { error: { code: 'cache-location-refused', details: { reason: 'vanished' } } };
    expect(moveToMount('size=4m', { loses: 'unmount' })).toMatchObject(vanished);
    expect(moveInChild({ loses: 'remove' }).answer).toMatchObject(vanished);
    expect(readCache(task.from)).toEqual(before);
    expect(existsSync(join(task.dataDir, 'cache-move.json'))).toBe(false);
  });

  it('names blobs that were damaged before, and copies them all the same', async () => {
    writeModels(task);
    const path = `models--org--name/blobs/${etagOf('x.bin', 'weights')}`;
    writeFileSync(join(task.from, path), 'w3ights');
    const { from, to, dataDir } = task;
    const switchTo = () => Promise.resolve();
    const result = await moveCache({ from, to, dataDir, partialTag: TAG, switchTo });
    const isCopied = OTHER_VOLUME !== tmpdir();
    expect(result).toMatchObject({ outcome: 'moved', damaged: isCopied ? [path] : [] });
    expect(readCache(to)[path]).toBe('w3ights');
  });

  it('takes what du says it takes: no byte twice', async () => {
    writeModels(task);
    const { from, to, dataDir } = task;
    const names = execFileSync('find', [from, '-type', 'f'], { encoding: 'utf8' }).split('\n').length;
    await moveCache({ from, to, dataDir, partialTag: TAG, switchTo: () => Promise.resolve() });
    expect(execFileSync('find', [to, '-type', 'f'], { encoding: 'utf8' }).split('\n')).toHaveLength(names);
  });
});
