import { linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, repoFolderPath, snapshotPath } from '../../models/cache/cacheLayout.ts';
import { COMMIT_A, etagOf } from '../../models/cache/tests/createCache.ts';
import { diskUse } from '../../models/cache/tests/diskUse.ts';
import { TEST_MODEL_FILES, writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

describe.each(['hard links', 'plain files'] as const)(
  'a cache with %s in place of symbolic links',
  (kind) => {
    beforeEach(() => {
      const snapshot = snapshotPath(repoFolderPath(test.cacheDir, 'org/name'), COMMIT_A);
      for (const [path, content] of Object.entries(TEST_MODEL_FILES)) {
        const blob = blobPath(repoFolderPath(test.cacheDir, 'org/name'), etagOf(path, content));
        rmSync(join(snapshot, path));
        // As Earshot leaves it where only hard links can be made, and Python where no links can.
        if (kind === 'hard links') linkSync(blob, join(snapshot, path));
        else renameSync(blob, join(snapshot, path));
      }
    });

    it('is sized, verified, moved, exported and deleted like any other', async () => {
      const { run, service } = await openCache();
      expect(await service.info({ withFiles: false })).toMatchObject({
        sizeBytes: 5009,
        orphanBytes: 0,
        warnings: [],
      });
      const intact = { result: { models: [{ isIntact: true }] } };
      expect(await run({ kind: 'verify-models', modelId: 'org/name', repair: false })).toMatchObject(intact);
      expect(await run({ kind: 'move-cache', to: test.otherDir })).toMatchObject({
        result: { leftBehind: [] },
      });
      expect(await run({ kind: 'verify-models', modelId: null, repair: true })).toMatchObject(intact);
      const file = join(test.path, 'models.tar');
      await run({ kind: 'export-models', modelIds: ['org/name'], file, overwrite: false });
      const before = diskUse(test.otherDir);
      const { freedBytes } = await service.remove({ modelId: 'org/name', dryRun: true });
      expect(await service.remove({ modelId: 'org/name', dryRun: false })).toMatchObject({ freedBytes });
      expect(diskUse(test.otherDir)).toBe(before - freedBytes);
      expect(await run({ kind: 'import-models', file })).toMatchObject({ result: { addedBytes: 5009 } });
      expect(await run({ kind: 'verify-models', modelId: null, repair: false })).toMatchObject(intact);
    });
  },
);
