import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_B, writeRevision } from '../../models/cache/tests/createCache.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { failure, refused } from './tests/failure.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach });
const { openCache } = test;
let cacheDir: string;
let other: string;

beforeEach(() => {
  ({ cacheDir } = test);
  other = join(test.path, 'other');
  writeTestModel(cacheDir);
});

describe('adopting', () => {
  const adopt = (folder: string) => ({ kind: 'adopt-cache', folder }) as const;

  it('makes the cache of another program the cache, and copies and deletes nothing', async () => {
    writeRevision(other, {
      repository: 'org/there',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const before = [readCache(cacheDir), readCache(other)];
    const { run, service, settings } = await openCache();
    expect(await run(adopt(other))).toMatchObject({ status: 'completed', result: { cacheDir: other } });
    expect(settings.get().cacheDir).toBe(other);
    expect([readCache(cacheDir), readCache(other)]).toEqual(before);
    const { models } = await service.info({ withFiles: false });
    expect(models.map(({ modelId }) => modelId)).toEqual(['org/there']);
  });

  it('is refused for a folder with other things in it, and for one that is not there', async () => {
    const { run, settings } = await openCache();
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), '');
    expect(failure(await run(adopt(other)))).toMatchObject(refused('not-a-cache'));
    expect(failure(await run(adopt(join(other, 'none'))))).toMatchObject(refused('missing'));
    expect(settings.get().cacheDir).toBeNull();
  });
});
