import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, partialPath, refPath, repoFolderPath, sidecarPath, snapshotPath } from './cacheLayout.ts';
import { moveCache, type MoveCacheOptions, type MoveProgress, resumeMove } from './moveCache.ts';
import { scanCache } from './scanCache.ts';
import { CACHE_TAG, COMMIT_A, COMMIT_B, etagOf, writeRef, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { readModels } from './tests/readModels.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const TAG = '0a1b2c3d';
const TWO_FILES = { 'config.json': '{}', 'onnx/model.onnx': 'weights' };
let from: string;
let to: string;
let dataDir: string;
let setting: string;

beforeEach(() => {
  from = join(test.path, 'old');
  to = join(test.path, 'new', 'models');
  dataDir = join(test.path, 'data');
  setting = from;
  writeRevision(from, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main', 'refs/pr/1'],
    files: TWO_FILES,
  });
  writeRevision(from, { repository: 'org/name', commit: COMMIT_B, files: { ...TWO_FILES, 'b.bin': 'b' } });
  mkdirSync(snapshotPath(repoFolderPath(from, 'org/empty'), COMMIT_A), { recursive: true });
});

async function move(options: Partial<MoveCacheOptions> = {}) {
  return moveCache({
    from,
    to,
    dataDir,
    partialTag: TAG,
    switchTo: (path) => {
      setting = path;
      return Promise.resolve();
    },
    ...options,
  });
}

function journalExists(): boolean {
  return existsSync(join(dataDir, 'cache-move.json'));
}

describe('moveCache', () => {
  it('moves everything, keeps links relative and times, and leaves nothing behind', async () => {
    const folder = repoFolderPath(from, 'org/name');
    const ours = partialPath(folder, etagOf('x.bin', 'x'), TAG);
    writeFileSync(ours, 'part');
    writeFileSync(sidecarPath(ours), '{"flushed":4}');
    const time = new Date('2023-01-02T03:04:05Z');
    utimesSync(blobPath(folder, etagOf('x.bin', 'weights')), time, time);
    mkdirSync(join(from, '.locks', 'models--org--name'), { recursive: true });
    writeFileSync(join(from, '.locks', 'models--org--name', `${etagOf('', '{}')}.lock`), '');
    const before = readModels(from);
    const steps: MoveProgress[] = [];
    const result = await move({ onProgress: (progress) => steps.push(progress) });
    expect(result).toEqual({ outcome: 'moved', cacheDir: to, leftBehind: [], damaged: [] });
    expect(setting).toBe(to);
    const { [`.locks/models--org--name/${etagOf('', '{}')}.lock`]: _lock, ...models } = before;
    expect(readModels(to)).toEqual(models);
    expect(readFileSync(join(to, 'CACHEDIR.TAG'), 'utf8').startsWith(CACHE_TAG)).toBe(true);
    expect(existsSync(from) || journalExists()).toBe(false);
    const scan = await scanCache({ cacheDir: to });
    expect(scan.warnings).toEqual([]);
    expect(scan.repositories.map(({ repository }) => repository)).toEqual(['org/empty', 'org/name']);
    expect(statSync(blobPath(repoFolderPath(to, 'org/name'), etagOf('x.bin', 'weights'))).mtime).toEqual(
      time,
    );
    expect(new Set(steps.map(({ step }) => step))).toEqual(
      new Set(['copying', 'verifying', 'publishing', 'switching', 'deleting']),
    );
  });

  it('goes into a folder that holds models: what both have stays once, and the cache in use decides on refs', async () => {
    writeRevision(to, {
      repository: 'org/name',
      commit: 'c'.repeat(40),
      refs: ['main', 'v9'],
      files: { 'config.json': '{}', 'c.bin': 'c' },
    });
    writeRevision(to, {
      repository: 'org/theirs',
      commit: COMMIT_A,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const folder = repoFolderPath(to, 'org/name');
    // The same size and another content: a damaged blob, which ours replaces.
    writeFileSync(blobPath(folder, etagOf('x.bin', 'weights')), 'w3ights');
    const kept = statSync(blobPath(folder, etagOf('', '{}'))).ino;
    const expected = { ...readModels(to), ...readModels(from) };
    expect(await move()).toMatchObject({ outcome: 'moved', leftBehind: [], damaged: [] });
    expect(readModels(to)).toEqual(expected);
    expect(readFileSync(refPath(folder, 'main'), 'utf8')).toBe(COMMIT_A);
    expect(readFileSync(refPath(folder, 'v9'), 'utf8')).toBe('c'.repeat(40));
    expect(statSync(blobPath(folder, etagOf('', '{}'))).ino).toBe(kept);
    expect((await scanCache({ cacheDir: to })).warnings).toEqual([]);
    expect(existsSync(from)).toBe(false);
  });

  it('undoes everything when the setting cannot be written, also what it replaced', async () => {
    writeRevision(to, {
      repository: 'org/name',
      commit: 'c'.repeat(40),
      refs: ['main'],
      files: { 'c.bin': 'c' },
    });
    writeFileSync(blobPath(repoFolderPath(to, 'org/name'), etagOf('x.bin', 'weights')), 'w3ights');
    const [oldBefore, newBefore] = [readCache(from), readCache(to)];
    const calls: string[] = [];
    const switchTo = (path: string) => {
      calls.push(path);
      return path === to ? Promise.reject(new Error('refused')) : Promise.resolve();
    };
    await expect(move({ switchTo })).rejects.toThrow('refused');
    expect(calls).toEqual([to, from]);
    expect(readCache(from)).toEqual(oldBefore);
    expect(readCache(to)).toEqual(newBefore);
    expect(journalExists()).toBe(false);
  });

  it.each(['copying', 'verifying', 'publishing'])(
    'undoes everything when it is canceled while %s',
    async (step) => {
      const before = readCache(from);
      const controller = new AbortController();
      const moving = move({
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.step === step) controller.abort();
        },
      });
      if (step === 'publishing') {
        // Too late to stop: it is a matter of renames by then.
        await expect(moving).resolves.toMatchObject({ outcome: 'moved' });
        return;
      }
      await expect(moving).rejects.toMatchObject({ name: 'AbortError' });
      expect(readCache(from)).toEqual(before);
      expect(existsSync(join(test.path, 'new')) || journalExists()).toBe(false);
      expect(setting).toBe(from);
    },
  );

  it('leaves what is not its own: a repository that changed, partial downloads and files of others', async () => {
    const theirs = `${etagOf('x.bin', 'x')}.incomplete`;
    writeFileSync(join(repoFolderPath(from, 'org/name'), 'blobs', theirs), 'theirs');
    writeFileSync(join(from, 'notes.txt'), 'mine');
    const changing = writeRevision(from, { repository: 'org/zz', commit: COMMIT_A, files: { 'z.bin': 'z' } });
    const result = await move({
      switchTo: () => {
        writeRef(changing, 'main', COMMIT_A);
        return Promise.resolve();
      },
    });
    expect(result.leftBehind).toEqual([
      join(from, 'models--org--name'),
      join(from, 'models--org--zz'),
      join(from, 'notes.txt'),
    ]);
    const left = readModels(from);
    expect(left[`models--org--name/blobs/${theirs}`]).toBe('theirs');
    expect(Object.keys(left).filter((path) => path.startsWith('models--org--name/'))).toHaveLength(1);
    expect(left['models--org--zz/refs/main']).toBe(COMMIT_A);
    expect(Object.keys(readModels(to)).filter((path) => path.includes('.incomplete'))).toEqual([]);
  });

  it('carries damage along and names it, and keeps a cache without symbolic links as small as it was', async () => {
    const folder = writeRevision(from, { repository: 'a/hard', commit: COMMIT_A, files: { 'y.bin': 'yyy' } });
    const blob = blobPath(folder, etagOf('h.bin', 'hard'));
    writeFileSync(blob, 'hard');
    linkSync(blob, snapshotPath(folder, COMMIT_A, 'h.bin'));
    writeFileSync(blobPath(folder, etagOf('y.bin', 'yyy')), 'nnn');
    expect(await move()).toMatchObject({ outcome: 'moved' });
    const moved = repoFolderPath(to, 'a/hard');
    expect(readFileSync(blobPath(moved, etagOf('y.bin', 'yyy')), 'utf8')).toBe('nnn');
    const [first, second] = [
      blobPath(moved, etagOf('h.bin', 'hard')),
      snapshotPath(moved, COMMIT_A, 'h.bin'),
    ];
    expect(statSync(first).ino).toBe(statSync(second).ino);
  });

  it('makes links into the repository relative and keeps those out of it leading where they led', async () => {
    const folder = repoFolderPath(from, 'org/name');
    writeFileSync(join(test.path, 'outside.bin'), 'outside');
    symlinkSync(blobPath(folder, etagOf('x.bin', 'b')), snapshotPath(folder, COMMIT_A, 'absolute.bin'));
    symlinkSync('../../../../outside.bin', snapshotPath(folder, COMMIT_A, 'outside.bin'));
    await move();
    const models = readModels(to);
    const snapshot = `models--org--name/snapshots/${COMMIT_A}`;
    expect(models[`${snapshot}/absolute.bin`]).toBe(`-> ../../blobs/${etagOf('x.bin', 'b')}`);
    expect(models[`${snapshot}/outside.bin`]).toBe(`-> ${join(test.path, 'outside.bin')}`);
  });

  it('keeps links right that were made through another name of the cache', async () => {
    const folder = repoFolderPath(from, 'org/name');
    symlinkSync(from, join(test.path, 'alias'));
    const etag = etagOf('x.bin', 'b');
    const target = blobPath(repoFolderPath(join(test.path, 'alias'), 'org/name'), etag);
    symlinkSync(target, snapshotPath(folder, COMMIT_A, 'alias.bin'));
    await move();
    const link = `models--org--name/snapshots/${COMMIT_A}/alias.bin`;
    expect(readModels(to)[link]).toBe(`-> ../../blobs/${etag}`);
  });

  it('refuses places that make no sense, before anything is written', async () => {
    writeFileSync(join(test.path, 'file'), '');
    symlinkSync(from, join(test.path, 'alias'));
    symlinkSync('nowhere', join(test.path, 'dangling'));
    const before = readCache(test.path);
    const places: readonly (readonly [string, string])[] = [
      ['models', 'not-absolute'],
      ['', 'not-absolute'],
      [from, 'same'],
      [`${from}/`, 'same'],
      [join(test.path, 'alias'), 'same'],
      [join(from, 'deeper', 'still'), 'inside'],
      [join(test.path, 'alias', 'deeper'), 'inside'],
      [join(from, 'models--org--name', 'blobs'), 'inside'],
      [test.path, 'contains'],
      [join(test.path, 'file'), 'not-a-folder'],
      [join(test.path, 'file', 'below'), 'not-a-folder'],
      [join(test.path, 'dangling'), 'not-a-folder'],
    ];
    for (const [place, reason] of places) {
      const refused = await move({ to: place }).catch((error: unknown) => error);
      expect([place, refused]).toMatchObject([
        place,
        { code: 'cache-location-refused', details: { reason } },
      ]);
    }
    expect(readCache(test.path)).toEqual(before);
    expect(journalExists()).toBe(false);
  });

  it('refuses a place where a file is in the way of a model, and takes back what it began', async () => {
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, 'models--org--name'), 'a file');
    const before = readCache(test.path);
    await expect(move()).rejects.toMatchObject({ details: { reason: 'clash' } });
    expect(readCache(test.path)).toEqual(before);
  });

  it('does not begin a second move while one is not ended, nor with a journal it cannot read', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'cache-move.json'), '{}');
    await expect(move()).rejects.toMatchObject({
      code: 'invalid-request',
      details: { reason: 'journal-damaged' },
    });
    rmSync(join(dataDir, 'cache-move.json'));
    expect(await resumeMove({ dataDir, partialTag: TAG, switchTo: () => Promise.resolve() })).toBeNull();
  });

  it('moves an empty cache, and one that does not exist yet', async () => {
    rmSync(from, { recursive: true });
    expect(await move()).toMatchObject({ outcome: 'moved', leftBehind: [] });
    expect(readdirSync(to)).toEqual(['CACHEDIR.TAG']);
    expect(setting).toBe(to);
  });
});
