import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveCache } from './moveCache.ts';
import { checkMoveTarget } from './moveTarget.ts';
import { COMMIT_A, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

/** A folder that is taken away just before it is looked at for the last of these times. */
const vanishing = vi.hoisted(() => ({ path: '', looksLeft: 0 }));

vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const real = await importOriginal();
  const watched = <Look extends (path: string, ...rest: never[]) => Promise<unknown>>(look: Look) =>
    ((path, ...rest) => {
      if (path === vanishing.path && --vanishing.looksLeft === 0) rmSync(path, { recursive: true });
      return look(path, ...rest);
    }) as Look;
  return {
    ...real,
    access: watched(real.access as (path: string) => Promise<void>) as typeof real.access,
    lstat: watched(real.lstat as (path: string) => Promise<unknown>) as typeof real.lstat,
    realpath: watched(real.realpath as (path: string) => Promise<string>) as typeof real.realpath,
    stat: watched(real.stat as (path: string) => Promise<unknown>) as typeof real.stat,
    statfs: watched(real.statfs as (path: string) => Promise<unknown>) as typeof real.statfs,
  };
});

const test = useTestFolder({ beforeEach, afterEach });
let from: string;
let to: string;

beforeEach(() => {
  [from, to] = [join(test.path, 'old'), join(test.path, 'new')];
  writeRevision(from, { repository: 'org/name', commit: COMMIT_A, files: { 'config.json': '{}' } });
  mkdirSync(to);
});

afterEach(() => {
  vanishing.path = '';
});

describe('a folder that vanishes while it is looked at', () => {
  it.each([
    ['before it was found: it is made anew', 1, null],
    ['while it is found: it is made anew', 2, null],
    ['before its links are resolved', 3, 'vanished'],
    ['before it is known for a folder', 4, 'vanished'],
    ['before it is known to be writable', 5, 'vanished'],
    ['after it was seen: it is made anew', 6, null],
  ])('as the new place, %s', async (_case, look, reason) => {
    Object.assign(vanishing, { path: to, looksLeft: look });
    const checking = checkMoveTarget(from, to);
    if (reason === null) await expect(checking).resolves.toMatchObject({ to });
    else {
      await expect(checking).rejects.toMatchObject({
        code: 'cache-location-refused',
        details: { path: to, reason },
        cause: { code: 'ENOENT' },
      });
    }
  });

  it('is named when it is the one of the models', async () => {
    Object.assign(vanishing, { path: from, looksLeft: 2 });
    await expect(checkMoveTarget(from, to)).rejects.toMatchObject({
      code: 'cache-location-refused',
      details: { path: from, reason: 'vanished' },
    });
  });

  it('ends no move as a mistake of Earshot, and leaves the models where they are', async () => {
    const before = readCache(from);
    const outcomes: unknown[] = [];
    // Those of `checkMoveTarget`, then which volume it is on, and how much is free there.
    for (const looksLeft of [3, 4, 5, 9, 10]) {
      mkdirSync(to, { recursive: true });
      Object.assign(vanishing, { path: to, looksLeft });
      const dataDir = join(test.path, 'data');
      const switchTo = () => Promise.resolve();
      outcomes.push(
        await moveCache({ from, to, dataDir, partialTag: '0a1b2c3d', switchTo }).catch(
          (error: unknown) => error,
        ),
      );
    }
    const refused = { code: 'cache-location-refused', details: { path: to, reason: 'vanished' } };
    expect(outcomes).toMatchObject([refused, refused, refused, refused, refused]);
    expect(readCache(from)).toEqual(before);
  });
});
