import { afterEach, beforeEach, expect, it } from 'vitest';
import { blobPath } from './cacheLayout.ts';
import { scanCache } from './scanCache.ts';
import { COMMIT_A, etagOf, writeRevision, writeSparse } from './tests/createCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });

it('lists 200 repositories of 20 GB in all', async () => {
  for (let index = 0; index < 200; index += 1) {
    const files = Object.fromEntries(
      Array.from({ length: 11 }, (_, file) => [`folder/${file}.json`, `${index} ${file}`]),
    );
    const folder = writeRevision(test.path, {
      repository: `org/model-${index}`,
      commit: COMMIT_A,
      refs: ['main'],
      files: { ...files, 'model.onnx': String(index) },
    });
    writeSparse(blobPath(folder, etagOf('model.onnx', String(index))), 100_000_000);
  }
  const scan = await scanCache({ cacheDir: test.path });
  expect(scan.warnings).toEqual([]);
  expect(scan.repositories).toHaveLength(200);
  expect(scan.sizeBytes).toBeGreaterThan(20_000_000_000);
});
