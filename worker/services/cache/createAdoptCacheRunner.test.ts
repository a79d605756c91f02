import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_B, writeRevision } from '../../models/cache/tests/createCache.ts';
import { readCache } from '../../models/cache/tests/readCache.ts';
import { failure, refused } from './tests/failure.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

describe('adopting', () => {
  const adopt = (folder: string) => ({ kind: 'adopt-cache', folder }) as const;

  it('makes the cache of another program the cache, and copies and deletes nothing', async () => {
    writeRevision(test.otherDir, {
      repository: 'org/there',
      commit: COMMIT_B,
      refs: ['main'],
      files: { 'x.bin': 'x' },
    });
    const before = [readCache(test.cacheDir), readCache(test.otherDir)];
    const { run, service, settings } = await openCache();
    expect(await run(adopt(test.otherDir))).toMatchObject({
      status: 'completed',
      result: { cacheDir: test.otherDir },
    });
    expect(settings.get().cacheDir).toBe(test.otherDir);
    expect([readCache(test.cacheDir), readCache(test.otherDir)]).toEqual(before);
    const { models } = await service.info({ withFiles: false });
    expect(models.map(({ modelId }) => modelId)).toEqual(['org/there']);
  });

  it('is refused for a folder with other things in it, and for one that is not there', async () => {
    const { run, settings } = await openCache();
    mkdirSync(test.otherDir);
    writeFileSync(join(test.otherDir, 'letter.txt'), '');
    expect(failure(await run(adopt(test.otherDir)))).toMatchObject(refused('not-a-cache'));
    expect(failure(await run(adopt(join(test.otherDir, 'none'))))).toMatchObject(refused('missing'));
    expect(settings.get().cacheDir).toBeNull();
  });
});
