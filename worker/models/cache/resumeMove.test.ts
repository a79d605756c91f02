import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resumeMove } from './moveCache.ts';
import { COMMIT_A, COMMIT_B, writeRevision } from './tests/createCache.ts';
import { readCache } from './tests/readCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
let dataDir: string;
let to: string;

beforeEach(() => {
  dataDir = join(test.path, 'data');
  to = join(test.path, 'new', 'models');
});

/** Goes on with a move that was killed while it copied. */
async function resumeFrom(from: string, switchTo = () => Promise.resolve()) {
  const journal = { version: 1, from, to, step: 'copying', createdFolder: join(test.path, 'new') };
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'cache-move.json'), JSON.stringify(journal));
  return resumeMove({ dataDir, partialTag: '0a1b2c3d', switchTo });
}

describe('resumeMove', () => {
  it('copies anew what changed between a kill and the next start', async () => {
    const from = join(test.path, 'old');
    const files = { 'x.bin': 'x' };
    writeRevision(from, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
    const staged = join(to, '.locks', '.earshot-move', 'staged', 'models--org--name', 'refs');
    mkdirSync(staged, { recursive: true });
    writeFileSync(join(staged, 'main'), COMMIT_B);
    const expected = readCache(from);
    await resumeFrom(from);
    expect(Object.keys(readCache(to))).toEqual(Object.keys(expected));
    expect(readCache(to)['models--org--name/refs/main']).toBe(COMMIT_A);
  });

  it('does not take a cache whose disk is away for an empty one', async () => {
    const away = join(test.path, 'away');
    const resumed = resumeFrom(away, () => Promise.reject(new Error('not to be called')));
    await expect(resumed).rejects.toMatchObject({
      code: 'cache-location-refused',
      details: { path: away, reason: 'vanished' },
    });
    expect(existsSync(join(dataDir, 'cache-move.json'))).toBe(false);
  });
});
