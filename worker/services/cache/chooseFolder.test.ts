import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMIT_A, writeRevision } from '../../models/cache/tests/createCache.ts';
import { writeCatalogModels } from './tests/catalogModels.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeCatalogModels });
const { openCache } = test;

describe('choosing another folder in the settings', () => {
  it('uses what is there and leaves the old folder as it was', async () => {
    writeRevision(test.otherDir, {
      repository: 'a/b',
      commit: COMMIT_A,
      refs: ['main'],
      files: { 'b.bin': 'b' },
    });
    const { service, settings, unloaded } = await openCache();
    await service.chooseFolder(test.otherDir);
    expect(settings.get().cacheDir).toBe(test.otherDir);
    expect(unloaded).toEqual([{ modelId: null, cacheDir: test.cacheDir }]);
    expect((await service.info({ withFiles: false })).models.map(({ modelId }) => modelId)).toEqual(['a/b']);
    await service.chooseFolder(null);
    expect(settings.get().cacheDir).toBeNull();
    expect((await service.info({ withFiles: false })).models).toHaveLength(3);
  });

  it('is refused for nonsense, and rather than to wait', async () => {
    const { cache, service, settings } = await openCache();
    const file = join(test.path, 'file');
    writeFileSync(file, '');
    const documents = join(test.path, 'documents');
    mkdirSync(documents);
    writeFileSync(join(documents, 'letter.txt'), '');
    symlinkSync(join(test.path, 'nowhere'), join(test.path, 'dangling'));
    const reasonOf = async (folder: string) => {
      try {
        return await service.chooseFolder(folder);
      } catch (error) {
        return error;
      }
    };
    const refused = (reason: string) => ({ code: 'cache-location-refused', details: { reason } });
    expect(await reasonOf('models')).toMatchObject(refused('not-absolute'));
    expect(await reasonOf(file)).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(file, 'below'))).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(test.path, 'dangling'))).toMatchObject(refused('not-a-folder'));
    expect(await reasonOf(join(test.path, 'nowhere'))).toMatchObject(refused('missing'));
    expect(await reasonOf(join(test.path, 'x'.repeat(300)))).toMatchObject(refused('name-too-long'));
    expect(await reasonOf(documents)).toMatchObject(refused('not-a-cache'));
    rmSync(join(documents, 'letter.txt'));
    const download = await cache.content.share();
    expect(await reasonOf(documents)).toMatchObject({ code: 'cache-busy' });
    download();
    const use = await cache.uses.share();
    expect(await reasonOf(documents)).toMatchObject({ code: 'model-in-use' });
    use();
    expect(settings.get().cacheDir).toBeNull();
    expect(await reasonOf(documents)).toBeUndefined();
    const fixed = await openCache({
      dataDir: join(test.path, 'fixed'),
      environment: { EARSHOT_CACHE_DIR: test.cacheDir },
    });
    await expect(fixed.service.chooseFolder(documents)).rejects.toMatchObject(refused('environment'));
  });
});
