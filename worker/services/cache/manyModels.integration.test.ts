import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeManyModels } from '../../models/cache/tests/writeManyModels.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeManyModels });

it('describes 200 models of 20 GB', async () => {
  const { service } = await test.openCache();
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const info = await service.info({ withFiles: true });
    times.push(Math.round(performance.now() - start));
    expect([info.models.length, info.warnings]).toEqual([200, []]);
    expect(info.sizeBytes).toBeGreaterThan(20_000_000_000);
  }
  const start = performance.now();
  const { items, freedBytes } = await service.clear({ dryRun: true });
  expect([items.length, freedBytes < 100_000_000]).toEqual([200, true]);
  process.stdout.write(
    `cache.info of 200 models, 20 GB: ${times.join(', ')} ms; preview of clearing: ${Math.round(performance.now() - start)} ms\n`,
  );
});
