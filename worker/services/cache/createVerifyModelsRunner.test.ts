import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/index.ts';
import { blobPath, repoFolderPath } from '../../models/cache/cacheLayout.ts';
import { COMMIT_A, etagOf } from '../../models/cache/tests/createCache.ts';
import type { RepairFiles } from './createVerifyModelsRunner.ts';
import { failure } from './tests/failure.ts';
import { TEST_MODEL_FILES, writeTestModel } from './tests/testModel.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach, writeModels: writeTestModel });
const { openCache } = test;

describe('verifying', () => {
  const damage = () => {
    const folder = repoFolderPath(test.cacheDir, 'org/name');
    writeFileSync(blobPath(folder, etagOf('x.bin', 'weights')), 'w3ights');
    rmSync(blobPath(folder, etagOf('b.bin', TEST_MODEL_FILES['b.bin'])));
  };
  const verify = (repair: boolean) => ({ kind: 'verify-models', modelId: null, repair }) as const;

  it('reads every file of every model and says how each is', async () => {
    const { cache, run } = await openCache();
    damage();
    const job = await run(verify(false));
    expect(job).toMatchObject({ status: 'completed', progress: { fraction: 1, stage: 'verify' } });
    expect(await cache.ledger.read('models--org--name')).toMatchObject({ isDamaged: true });
    expect(job.result).toEqual({
      models: [
        {
          modelId: 'org/name',
          commit: COMMIT_A,
          files: [
            { path: 'b.bin', condition: 'missing', sizeBytes: 5000 },
            { path: 'config.json', condition: 'intact', sizeBytes: 2 },
            { path: 'onnx/model.onnx', condition: 'mismatch', sizeBytes: 7 },
          ],
          isIntact: false,
          repairedFiles: 0,
        },
      ],
    });
  });

  it('has the broken files fetched again, and no others', async () => {
    const asked: Parameters<RepairFiles>[0][] = [];
    const { cache, run } = await openCache({
      repairFiles: (request) => {
        asked.push(request);
        const folder = repoFolderPath(test.cacheDir, 'org/name');
        writeFileSync(blobPath(folder, etagOf('x.bin', 'weights')), 'weights');
        writeFileSync(
          blobPath(folder, etagOf('b.bin', TEST_MODEL_FILES['b.bin'])),
          TEST_MODEL_FILES['b.bin'],
        );
        request.onProgress({ receivedBytes: 5007, totalBytes: 5007 });
        return Promise.resolve();
      },
    });
    expect(await run(verify(true))).toMatchObject({
      result: { models: [{ isIntact: true, repairedFiles: 0 }] },
    });
    damage();
    expect(await run(verify(true))).toMatchObject({
      result: { models: [{ isIntact: true, repairedFiles: 2 }] },
    });
    expect(await cache.ledger.read('models--org--name')).toMatchObject({ isDamaged: false });
    expect(asked).toMatchObject([
      { repository: 'org/name', commit: COMMIT_A, paths: ['b.bin', 'onnx/model.onnx'] },
    ]);
  });

  it('fails with the reason when the files cannot be fetched, and for a model that is not there', async () => {
    const offline = () => Promise.reject(new AppError('offline', 'Offline mode is on.'));
    const { run } = await openCache({ repairFiles: offline });
    damage();
    expect(failure(await run(verify(true)))).toMatchObject({ status: 'failed', code: 'offline' });
    expect(failure(await run({ ...verify(false), modelId: 'org/none' }))).toMatchObject({
      code: 'not-found',
    });
  });

  it('waits for a move, and ends when it is canceled meanwhile', async () => {
    const { cache, jobs, waitFor } = await openCache();
    const release = await cache.content.own();
    const { jobId } = jobs.start(verify(false));
    await waitFor(jobId, ({ progress }) => progress?.stage === 'wait');
    expect(await jobs.cancel(jobId)).toMatchObject({ status: 'canceled' });
    release();
  });
});
