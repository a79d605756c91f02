import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanCache } from './scanCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';
import { writeManyModels } from './tests/writeManyModels.ts';

const test = useTestFolder({ beforeEach, afterEach });

it('lists 200 repositories of 20 GB in all', async () => {
  writeManyModels(test.path);
  const scan = await scanCache({ cacheDir: test.path });
  expect(scan.warnings).toEqual([]);
  expect(scan.repositories).toHaveLength(200);
  expect(scan.sizeBytes).toBeGreaterThan(20_000_000_000);
});
