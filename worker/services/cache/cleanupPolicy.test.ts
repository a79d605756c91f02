import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runUntilStopped } from '../../jobs/tests/runUntilStopped.ts';
import { repoFolderPath } from '../../models/cache/cacheLayout.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { COMMIT_A, writeRevision } from '../../models/cache/tests/createCache.ts';
import { VAD, WHISPER, writeCatalogModels } from './tests/catalogModels.ts';
import { downloadRequest } from './tests/downloadRequest.ts';
import { freeExactly } from './tests/freeExactly.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeCatalogModels });
const { openCache, closeAll } = test;

describe('the clean-up policy', () => {
  const policy = { budgetBytes: 10, unusedDays: null };

  it('is off by default', async () => {
    const { service } = await openCache();
    expect(await service.cleanUp({ dryRun: true })).toMatchObject({ freedBytes: 0, items: [] });
  });

  it('can be tried before it is set', async () => {
    const { service } = await openCache();
    const { items } = await service.cleanUp({ dryRun: true, policy });
    expect(items.map(({ name }) => name)).toEqual(['whisper-base']);
    expect(await service.cleanUp({ dryRun: true })).toMatchObject({ items: [] });
  });

  it('is carried out after the start, and spares what is pinned, in use, waited for or of others', async () => {
    const first = await openCache({
      policy,
      runners: () => ({ 'download-model': { lane: 'download', run: runUntilStopped } }),
    });
    const { ledger } = first.cache;
    for (const repository of ['a/b', 'c/d']) {
      const files = { 'b.bin': 'b'.repeat(99) };
      const folder = writeRevision(test.cacheDir, { repository, commit: COMMIT_A, refs: ['main'], files });
      await ledger.update(basename(folder), (record) => ({ ...record, dtypes: ['q8'] }));
    }
    await ledger.update('models--onnx-community--silero-vad', (record) => ({ ...record, isPinned: true }));
    const { jobId } = first.jobs.start(downloadRequest('whisper-base'));
    await first.jobs.pause(jobId);
    await closeAll();
    const second = await openCache({ policy, unfinishedJobs: 'continue' });
    second.cache.inUse.begin(repoFolderPath(test.cacheDir, 'a/b'));
    const names = async () =>
      (await scanCache({ cacheDir: test.cacheDir })).repositories.map(({ repository }) => repository);
    await closeAll();
    expect(await names()).toEqual(['a/b', VAD, WHISPER, 'some/text-model']);
    const third = await openCache({ policy });
    const { items } = await freeExactly(test.cacheDir, (dryRun) => third.service.cleanUp({ dryRun }));
    expect(items).toMatchObject([{ kind: 'model', name: 'a/b' }]);
  });

  it('is carried out after a download', async () => {
    const { run } = await openCache({
      policy,
      runners: () => ({
        'download-model': {
          lane: 'download',
          run: () => {
            return Promise.resolve({
              modelId: '',
              commit: '',
              folder: '',
              downloadedBytes: 11,
              reusedBytes: 0,
            });
          },
        },
      }),
    });
    expect(await run(downloadRequest('whisper-tiny'))).toMatchObject({ status: 'completed' });
    await closeAll();
    const { repositories } = await scanCache({ cacheDir: test.cacheDir });
    // The model that was used longest ago went, and the rest of what is ours fits.
    expect(repositories.map(({ repository }) => repository)).toEqual([VAD, 'some/text-model']);
  });
});
