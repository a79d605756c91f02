import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath, partialPath, repoFolderPath, snapshotPath } from '../../models/cache/cacheLayout.ts';
import { COMMIT_A, COMMIT_B, etagOf } from '../../models/cache/tests/createCache.ts';
import { VAD, WHISPER, writeCatalogModels } from './tests/catalogModels.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach });
const { openCache } = test;

describe('cache.info', () => {
  it('lists models, tasks, partial and orphaned bytes, and what is pinned or in use', async () => {
    writeCatalogModels(test.cacheDir);
    const folder = repoFolderPath(test.cacheDir, WHISPER);
    const { cache, service } = await openCache();
    writeFileSync(blobPath(folder, etagOf('x.bin', 'orphan')), 'orphan');
    writeFileSync(partialPath(folder, etagOf('x.bin', 'y'), cache.partialTag), 'partial');
    await cache.ledger.update('models--onnx-community--silero-vad', (record) => ({
      ...record,
      isPinned: true,
    }));
    const end = cache.inUse.begin(snapshotPath(folder, COMMIT_A));
    const info = await service.info({ withFiles: false });
    expect(info).toMatchObject({
      cacheDir: test.cacheDir,
      source: 'default',
      partialBytes: 7,
      orphanBytes: 6,
      warnings: [],
    });
    expect(info.freeBytes).toBeGreaterThan(0);
    const text = 1;
    expect(info.tasks).toEqual([
      { task: 'vad', modelCount: 1, sizeBytes: 3 },
      { task: 'asr', modelCount: 1, sizeBytes: 2 + 50_000 + 60_000 + 90_000 },
      { task: null, modelCount: 1, sizeBytes: text },
    ]);
    expect(info.sizeBytes).toBe(200_002 + 3 + text);
    expect(info.models.map(({ modelId, isPinned, isInUse }) => [modelId, isPinned, isInUse])).toEqual([
      ['silero-vad', true, false],
      ['whisper-base', false, true],
      ['some/text-model', false, false],
    ]);
    expect(info.models[1]?.revisions).toMatchObject([
      { commit: COMMIT_A, refs: ['main'], sizeBytes: 110_002, files: [] },
      { commit: COMMIT_B, refs: ['v1'], sizeBytes: 140_002 },
    ]);
    end();
    const [vad] = (await service.info({ withFiles: true })).models;
    expect(vad?.revisions[0]?.files).toEqual([{ path: 'onnx/model.onnx', sizeBytes: 3 }]);
  });

  it('finds the caches of other programs, with the models that can be used where they are', async () => {
    const shared = join(test.path, 'hf', 'hub');
    writeCatalogModels(shared);
    const { service } = await openCache({ environment: { HF_HOME: join(test.path, 'hf') } });
    const { otherCaches, models } = await service.info({ withFiles: false });
    expect(models).toEqual([]);
    expect(otherCaches).toMatchObject([
      { path: shared, source: 'HF_HOME', modelCount: 3, sizeBytes: 200_006, isWritable: true },
    ]);
    expect(otherCaches[0]?.models).toEqual([
      {
        modelId: 'silero-vad',
        folder: snapshotPath(repoFolderPath(shared, VAD), COMMIT_A),
        sizeBytes: 3,
      },
      {
        modelId: 'whisper-base',
        folder: snapshotPath(repoFolderPath(shared, WHISPER), COMMIT_A),
        sizeBytes: 110_002,
      },
    ]);
  });
});
