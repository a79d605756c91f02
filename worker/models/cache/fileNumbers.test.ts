import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blobPath, snapshotPath } from './cacheLayout.ts';
import { moveCache } from './moveCache.ts';
import { checkMoveTarget } from './moveTarget.ts';
import { measureRemoval } from './removal.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

/**
 * Files are numbered as on a Windows disk that has been in use for long: a count of re-use stands in the upper 16 of 64
 * bits (NTFS, file reference number), so that a `number` is the same for neighbours, and only a `bigint` is exact.
 */
vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const real = await importOriginal();
  const REUSED = 2n ** 63n;
  const numbered = (look: typeof real.stat) =>
    (async (path: string, options?: { bigint?: boolean }) => {
      const info = await look(path, { bigint: true });
      if (options?.bigint === true) return Object.assign(info, { ino: REUSED + info.ino });
      return Object.assign(await look(path), { ino: Number(REUSED + info.ino) });
    }) as typeof real.stat;
  return { ...real, stat: numbered(real.stat), lstat: numbered(real.lstat) };
});

const test = useTestFolder({ beforeEach, afterEach });

describe('where file numbers are larger than a number is exact', () => {
  it('moves every file as what it is', async () => {
    const from = join(test.path, 'old');
    const to = join(test.path, 'new');
    const files = { 'config.json': '{}', 'a.bin': 'first', 'b.bin': 'second', 'c.bin': 'third!' };
    writeRevision(from, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
    writeRevision(from, {
      repository: 'org/other',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'd.bin': 'd' },
    });
    const before = readCache(from);
    const switchTo = () => Promise.resolve();
    const dataDir = join(test.path, 'data');
    await moveCache({ from, to, dataDir, partialTag: '0a1b2c3d', switchTo });
    expect(readCache(to)).toMatchObject({ ...before, 'CACHEDIR.TAG': expect.any(String) as string });
  });

  it('knows which blob a hard link belongs to', async () => {
    const folder = join(test.path, 'models--org--name');
    const files = { 'a.bin': 'first', 'b.bin': 'second', 'c.bin': 'third' };
    for (const [path, content] of Object.entries(files)) {
      const blob = blobPath(folder, etagOf(path, content));
      const file = snapshotPath(folder, COMMIT_A, path);
      for (const place of [blob, file]) mkdirSync(dirname(place), { recursive: true });
      writeFileSync(blob, content);
      linkSync(blob, file);
    }
    const { repositories } = await scanCache({ cacheDir: test.path });
    const found = repositories[0]?.revisions[0]?.files.map(({ path, blob }) => [path, blob]);
    expect(found).toEqual(Object.entries(files).map(([path, content]) => [path, etagOf(path, content)]));
  });

  it('counts the room of every file', async () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(join(test.path, name), 'content');
    linkSync(join(test.path, 'a'), join(test.path, 'second name'));
    expect((await measureRemoval([test.path])).sizeBytes).toBe(21);
  });

  it('takes neighbours for the folders that they are', async () => {
    const [from, to] = [join(test.path, 'old'), join(test.path, 'new')];
    for (const folder of [from, to]) mkdirSync(folder);
    expect(await checkMoveTarget(from, to)).toEqual({ to, existing: to });
  });
});
