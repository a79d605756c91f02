import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openModelCache } from './modelCache.ts';
import { COMMIT_A, writeRevision } from './tests/createCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });

function write(cacheDir: string, repository: string): void {
  writeRevision(cacheDir, { repository, commit: COMMIT_A, refs: ['main'], files: { 'a.json': '{}' } });
}

it('looks at the disk once for those who ask together, and again after a change or a second', async () => {
  let nowMs = 0;
  const cache = openModelCache({
    dataDir: test.path,
    environment: {},
    setting: () => null,
    now: () => nowMs,
  });
  const names = async (isFresh = false) =>
    (await cache.scan({ isFresh })).repositories.map(({ repository }) => repository);
  const { path } = cache.location();
  write(path, 'a');
  expect(await names()).toEqual(['a']);
  write(path, 'b');
  expect(await names()).toEqual(['a']);
  expect(await names(true)).toEqual(['a', 'b']);
  write(path, 'c');
  let changes = 0;
  cache.onChanged(() => (changes += 1));
  cache.announceChange();
  expect([await names(), changes]).toEqual([['a', 'b', 'c'], 1]);
  write(path, 'd');
  nowMs = 1001;
  expect(await names()).toEqual(['a', 'b', 'c', 'd']);
});

it('follows the setting, and the environment before it', async () => {
  const [first, second] = [join(test.path, 'first'), join(test.path, 'second')];
  let setting: string | null = first;
  const cache = openModelCache({ dataDir: test.path, environment: {}, setting: () => setting });
  mkdirSync(first);
  write(second, 'b');
  expect(await cache.scan()).toMatchObject({ cacheDir: first, repositories: [] });
  setting = second;
  expect(await cache.scan()).toMatchObject({ cacheDir: second, repositories: [{ repository: 'b' }] });
  const fixed = openModelCache({
    dataDir: test.path,
    environment: { EARSHOT_CACHE_DIR: first },
    setting: () => second,
  });
  expect(fixed.location()).toEqual({ path: first, source: 'environment' });
});
