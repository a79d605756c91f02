import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobPath } from './cache/cacheLayout.ts';
import { type ModelCache, openModelCache } from './cache/modelCache.ts';
import { COMMIT_A, COMMIT_B, etagOf, type TestRevision, writeRevision } from './cache/tests/createCache.ts';
import { useTestFolder } from './cache/tests/useTestFolder.ts';
import { createModelStore, type ModelStore } from './modelStore.ts';
import { useModel } from './useModel.ts';

const BASE = 'onnx-community/whisper-base_timestamped';
const Q8 = {
  'config.json': '{}',
  'tokenizer.json': '{}',
  'onnx/encoder_model_quantized.onnx': 'encoder q8',
  'onnx/decoder_model_merged_quantized.onnx': 'decoder q8',
};
const FP16_ENCODER = { 'onnx/encoder_model_fp16.onnx': 'encoder fp16' };
const Q4F16_DECODER = { 'onnx/decoder_model_merged_q4f16.onnx': 'decoder q4f16' };

const test = useTestFolder({ beforeEach, afterEach });
let cache: ModelCache;
let store: ModelStore;

beforeEach(() => {
  cache = openModelCache({ dataDir: test.path, environment: {}, setting: () => null });
  store = createModelStore({
    bundledDir: join(test.path, 'bundled'),
    describe: () => Promise.resolve({ languages: ['en'], canTranslate: false, dtypes: ['fp32', 'q8'] }),
    cache,
    endpoint: () => new URL('https://hub.example'),
    folders: () => [],
    isQuarantined: (folder) => folder.endsWith(COMMIT_B),
  });
});

/** A revision as it is when it is complete; the default branch, unless it is said otherwise. */
function add(files: Readonly<Record<string, string>>, revision: Partial<TestRevision> = {}): string {
  return writeRevision(cache.location().path, {
    repository: BASE,
    commit: COMMIT_A,
    refs: ['main'],
    files,
    ...revision,
  });
}

function lose(folder: string, path: string, content: string): void {
  rmSync(blobPath(folder, etagOf(path, content)));
}

describe('a model in the cache', () => {
  it('is listed with what it is to Earshot, what is there of it, and what may be used', async () => {
    add(Q8);
    expect(await store.list()).toEqual([
      {
        modelId: 'whisper-base',
        task: 'asr',
        title: 'Whisper base',
        source: 'cache',
        folder: join(
          cache.location().path,
          `models--onnx-community--whisper-base_timestamped/snapshots/${COMMIT_A}`,
        ),
        sizeBytes: 22,
        capabilities: { languages: ['en'], canTranslate: false, dtypes: ['q8'] },
        caution: null,
        cached: {
          repository: BASE,
          commit: COMMIT_A,
          revision: 'main',
          dtypes: ['q8'],
          isComplete: true,
          isDamaged: false,
          missing: [],
          isPinned: false,
          lastUsedAtMs: null,
          downloadedAtMs: expect.any(Number),
          licence: 'Apache-2.0',
          versions: 1,
          partialBytes: 0,
          isQuarantined: false,
        },
      },
    ]);
  });

  it('is listed by its repository where the catalog does not know it, if it could be used', async () => {
    add(Q8, { repository: 'org/whisper' });
    add({ 'config.json': '{}', 'model.bin': 'bert' }, { repository: 'org/bert' });
    expect((await store.list()).map(({ modelId }) => modelId)).toEqual(['org/whisper']);
  });

  it('is used in place as another tool left it, without a list of the hub', async () => {
    add(Q8, { hasTree: false });
    expect(await store.resolve('whisper-base', 'asr')).toMatchObject({ dtypes: ['q8'], commit: COMMIT_A });
  });

  it('knows two dtypes in one, where only the two together make a model', async () => {
    add({ ...Q8, ...FP16_ENCODER, ...Q4F16_DECODER });
    expect((await store.findInstalled('whisper-base'))?.dtypes).toEqual(['q8', 'fp16+q4f16']);
  });

  it('does not offer a dtype whose weights beside the graph are gone', async () => {
    const q4 = {
      'onnx/encoder_model_q4.onnx': 'encoder',
      'onnx/encoder_model_q4.onnx_data': 'weights',
      'onnx/decoder_model_merged_q4.onnx': 'decoder',
    };
    const folder = add({ ...Q8, ...q4 });
    expect((await store.findInstalled('whisper-base'))?.dtypes).toEqual(['q8', 'q4']);
    lose(folder, 'onnx/encoder_model_q4.onnx_data', 'weights');
    expect((await store.findInstalled('whisper-base'))?.dtypes).toEqual(['q8']);
  });

  it('is incomplete while something that was asked for is missing, and says what', async () => {
    const folder = add({ ...Q8, ...FP16_ENCODER });
    await cache.ledger.update(basename(folder), (record) => ({ ...record, dtypes: ['q8', 'fp16'] }));
    expect(await store.findInstalled('whisper-base')).toMatchObject({
      isComplete: false,
      dtypes: ['q8'],
      missing: ['onnx/decoder_model_merged_fp16.onnx'],
    });
    lose(folder, 'onnx/decoder_model_merged_quantized.onnx', 'decoder q8');
    await expect(store.resolve('whisper-base', 'asr')).rejects.toMatchObject({
      code: 'model-missing',
      details: { model: 'whisper-base', repository: BASE },
    });
  });

  it('is used at the chosen commit, else at that of the default branch; another only when it is named', async () => {
    const folder = add(Q8);
    add({ ...Q8, 'config.json': '{"new":1}' }, { commit: COMMIT_B, refs: ['v2'] });
    const commitOf = async (name: string) => (await store.resolve(name, 'asr')).commit;
    expect([await commitOf('whisper-base'), await commitOf(`${BASE}@v2`)]).toEqual([COMMIT_A, COMMIT_B]);
    await cache.ledger.update(basename(folder), (record) => ({ ...record, usedCommit: COMMIT_B }));
    expect(await commitOf('whisper-base')).toBe(COMMIT_B);
    expect((await store.list())[0]?.cached).toMatchObject({
      versions: 2,
      revision: 'v2',
      isQuarantined: true,
    });
  });

  it('has another fingerprint with another commit or another dtype', async () => {
    add(Q8);
    const fingerprint = async () => store.fingerprint(await store.resolve('whisper-base', 'asr'));
    const first = await fingerprint();
    expect(await fingerprint()).toBe(first);
    add(
      { ...Q8, 'onnx/encoder_model_q4.onnx': 'e', 'onnx/decoder_model_merged_q4.onnx': 'd' },
      { commit: COMMIT_B },
    );
    expect(await fingerprint()).not.toBe(first);
  });

  it('says from where it can be downloaded, and not so for a word that names nothing', async () => {
    const detailsOf = async (name: string): Promise<unknown> =>
      store.resolve(name, 'asr').catch((error: unknown) => (error as { details: unknown }).details);
    expect(await detailsOf('whisper-tiny@v1')).toEqual({
      model: 'whisper-tiny',
      repository: 'onnx-community/whisper-tiny_timestamped',
      revision: 'v1',
    });
    expect(await detailsOf('org/name')).toEqual({
      model: 'org/name',
      repository: 'org/name',
      revision: null,
    });
    expect(await detailsOf('whisper-bse')).toEqual({ model: 'whisper-bse' });
  });
});

it('lists what ships with the app where the cache cannot be read', async () => {
  writeFileSync(cache.location().path, 'in the way');
  expect(await store.list()).toEqual([]);
});

describe('useModel', () => {
  const request = (name: string) => ({ name, task: 'asr', signal: new AbortController().signal }) as const;

  it('keeps the model in place and records when it was used, until it is released', async () => {
    const folder = add(Q8);
    const { model, release } = await useModel(
      { modelStore: store, cache, now: () => 77 },
      request('whisper-base'),
    );
    expect([cache.inUse.has(model.folder), cache.uses.tryOwn()]).toEqual([true, null]);
    expect((await cache.ledger.read(basename(folder))).lastUsedAtMs).toBe(77);
    release();
    expect([cache.inUse.has(model.folder), cache.uses.tryOwn()]).toEqual([false, expect.any(Function)]);
  });

  it('lets go of the cache when there is no such model', async () => {
    await expect(useModel({ modelStore: store, cache }, request('whisper-base'))).rejects.toMatchObject({
      code: 'model-missing',
    });
    expect(cache.uses.tryOwn()).toEqual(expect.any(Function));
  });
});
