import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, refused } from './tests/failure.ts';
import { writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

describe('a cache on a disk that is not connected', () => {
  it('is said to have vanished, and nothing is written in its place', async () => {
    const { run, service, settings } = await openCache();
    const file = join(test.path, 'models.tar');
    await run({ kind: 'export-models', modelIds: ['org/name'], file, overwrite: false });
    const place = join(test.path, 'disk', 'models');
    await run({ kind: 'move-cache', to: place });
    rmSync(join(test.path, 'disk'), { recursive: true });
    expect(await service.info({ withFiles: false })).toMatchObject({
      cacheDir: place,
      models: [],
      warnings: [{ path: place, reason: 'vanished' }],
    });
    expect(failure(await run({ kind: 'import-models', file }))).toMatchObject(refused('vanished'));
    expect(failure(await run({ kind: 'move-cache', to: test.cacheDir }))).toMatchObject(refused('vanished'));
    const verifying = { kind: 'verify-models', modelId: null, repair: false } as const;
    expect(failure(await run(verifying))).toMatchObject(refused('vanished'));
    const modelIds = ['org/name'];
    const exported = await run({ kind: 'export-models', modelIds, file, overwrite: true });
    expect(failure(exported)).toMatchObject(refused('vanished'));
    for (const dryRun of [true, false]) {
      const vanished = { code: 'cache-location-refused', details: { reason: 'vanished' } };
      await expect(service.remove({ modelId: 'org/name', dryRun })).rejects.toMatchObject(vanished);
      await expect(service.prune({ dryRun })).rejects.toMatchObject(vanished);
      await expect(service.clear({ dryRun })).rejects.toMatchObject(vanished);
    }
    expect([existsSync(join(test.path, 'disk')), settings.get().cacheDir]).toEqual([false, place]);

    await service.chooseFolder(null);
    expect(failure(await run(verifying))).toMatchObject({ status: 'completed' });
  });
});
