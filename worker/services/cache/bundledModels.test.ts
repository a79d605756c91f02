import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getErrorMessage } from '../../contract/index.ts';
import { COMMIT_A, writeRevision } from '../../models/cache/tests/createCache.ts';
import type { TestCache } from './tests/openTestCache.ts';
import { useTestCaches } from './tests/useTestCaches.ts';

const test = useTestCaches({ beforeEach, afterEach });
const BUNDLED = join(import.meta.dirname, '..', '..', '..', 'assets', 'models', 'silero-vad');
const VAD_FILE = 'silero_vad_v5_16k.onnx';
const INTACT = {
  modelId: 'silero-vad',
  commit: '',
  files: [{ path: VAD_FILE, condition: 'intact', sizeBytes: 1_250_687 }],
  isIntact: true,
  repairedFiles: 0,
};
let bundled: string;
let opened: TestCache;

beforeEach(async () => {
  bundled = join(test.path, 'bundled', 'silero-vad');
  cpSync(BUNDLED, bundled, { recursive: true });
  writeRevision(test.cacheDir, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'config.json': '{}' },
  });
  opened = await test.openCache({ bundledDir: join(test.path, 'bundled') });
});

const verify = (modelId: string | null, repair = false) =>
  opened.run({ kind: 'verify-models', modelId, repair });

describe('a model that is a part of Earshot', () => {
  it('is verified by its name, and with all others', async () => {
    expect(await verify('silero-vad')).toMatchObject({
      status: 'completed',
      progress: { fraction: 1, receivedBytes: 1_250_687, totalBytes: 1_250_687 },
      result: { models: [INTACT] },
    });
    expect(await verify('silero-vad', true)).toMatchObject({ result: { models: [INTACT] } });
    expect((await verify(null)).result).toMatchObject({
      models: [INTACT, { modelId: 'org/name', isIntact: true }],
    });
  });

  it('cannot be repaired by a download, and that is said', async () => {
    writeFileSync(join(bundled, VAD_FILE), 'damaged');
    expect((await verify('silero-vad')).result).toMatchObject({
      models: [{ isIntact: false, files: [{ path: VAD_FILE, condition: 'mismatch' }] }],
    });
    const { error } = await verify('silero-vad', true);
    expect(error).toMatchObject({ code: 'invalid-request', details: { reason: 'bundled-damaged' } });
    expect(getErrorMessage('invalid-request', error?.details).nextStep).toContain('Install Earshot again');
  });

  it('is not exported and not deleted, and that is said', async () => {
    const file = join(test.path, 'models.earshot');
    const modelIds = ['org/name', 'silero-vad'];
    const { error } = await opened.run({ kind: 'export-models', modelIds, file, overwrite: false });
    expect(error).toMatchObject({
      code: 'invalid-request',
      details: { model: 'silero-vad', reason: 'bundled-export' },
    });
    expect(existsSync(file)).toBe(false);
    await expect(opened.service.remove({ modelId: 'silero-vad', dryRun: true })).rejects.toMatchObject({
      code: 'invalid-request',
      details: { reason: 'bundled' },
    });
  });

  it('gives way to a download of that name', async () => {
    writeRevision(test.cacheDir, {
      repository: 'onnx-community/silero-vad',
      commit: COMMIT_A,
      refs: ['main'],
      files: { 'onnx/model.onnx': 'vad' },
    });
    expect((await verify('silero-vad')).result).toMatchObject({ models: [{ commit: COMMIT_A }] });
  });
});
