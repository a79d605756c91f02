import { access, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openModelCache } from './cache/modelCache.ts';
import { type ModelStore, createModelStore } from './modelStore.ts';

const CAPABILITIES = { languages: ['en'], canTranslate: false, dtypes: ['q8'] };

let folder: string;
let store: ModelStore;
let folders: readonly string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-models-'));
  store = createModelStore({
    bundledDir: join(folder, 'bundled'),
    describe: (path) => access(path).then(() => CAPABILITIES),
    cache: openModelCache({ dataDir: folder, environment: {}, setting: () => null }),
    endpoint: () => new URL('https://hub.example'),
    folders: () => folders,
    isQuarantined: () => false,
  });
});

afterEach(async () => {
  folders = [];
  await rm(folder, { recursive: true });
});

async function addModel(path: string, files: Readonly<Record<string, string>>): Promise<string> {
  const modelFolder = join(folder, path);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(modelFolder, name, '..'), { recursive: true });
    await writeFile(join(modelFolder, name), content);
  }
  return modelFolder;
}

const MANIFEST = '{ "id": "tiny", "task": "asr", "title": "Tiny", "caution": "Knows one word." }';

describe('the list of models', () => {
  it('holds each bundled model with its size, its abilities and what must be said about it', async () => {
    const modelFolder = await addModel('bundled/tiny', {
      'earshot.json': MANIFEST,
      'onnx/encoder.onnx': '12345',
    });
    await addModel('bundled/vad', { 'earshot.json': '{ "id": "vad", "task": "vad", "title": "VAD" }' });
    await addModel('bundled/notes', { 'README.md': 'no model' });
    expect(await store.list()).toEqual([
      {
        modelId: 'tiny',
        task: 'asr',
        title: 'Tiny',
        source: 'bundled',
        folder: modelFolder,
        sizeBytes: MANIFEST.length + 5,
        capabilities: CAPABILITIES,
        caution: 'Knows one word.',
        cached: null,
      },
      expect.objectContaining({ modelId: 'vad', task: 'vad', capabilities: null, caution: null }),
    ]);
  });

  it('holds the folders that the person chose, as long as a model can be read there', async () => {
    const own = await addModel('own', { 'config.json': '{}' });
    const ofAnotherTool = await addModel('hub/models--org--name/snapshots/abc', { 'config.json': '12' });
    folders = [own, ofAnotherTool];
    expect(await store.list()).toMatchObject([
      { modelId: own, title: 'own', source: 'folder', sizeBytes: 2, cached: null },
      { modelId: ofAnotherTool, title: 'org/name', source: 'folder', folder: ofAnotherTool },
    ]);
    folders = [join(folder, 'gone')];
    expect(await store.list()).toEqual([]);
  });

  it('is empty without a folder of bundled models', async () => {
    expect(await store.list()).toEqual([]);
  });

  it('refuses a manifest that is not one', async () => {
    await addModel('bundled/tiny', { 'earshot.json': '{ "id": "../x", "task": "asr", "title": "X" }' });
    await expect(store.list()).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('finding a model', () => {
  it('takes an id or an absolute folder with a configuration', async () => {
    const bundled = await addModel('bundled/tiny', { 'earshot.json': MANIFEST });
    const own = await addModel('own', { 'config.json': '{}' });
    expect(await store.resolve('tiny', 'asr')).toMatchObject({ modelId: 'tiny', folder: bundled });
    expect(await store.resolve(own, 'asr')).toEqual({
      modelId: own,
      task: 'asr',
      folder: own,
      caution: null,
      dtypes: null,
      commit: null,
    });
  });

  it.each([
    ['an unknown id', 'huge'],
    ['an id of another task', 'vad'],
    ['a path that is not absolute', '../own'],
  ])('does not find %s', async (_name, model) => {
    await addModel('bundled/vad', { 'earshot.json': '{ "id": "vad", "task": "vad", "title": "VAD" }' });
    await expect(store.resolve(model, 'asr')).rejects.toMatchObject({
      code: 'model-missing',
      details: { model },
    });
  });

  it('sends nobody to download a model that is for something else', async () => {
    const offered = { repository: 'onnx-community/whisper-base_timestamped' };
    await expect(store.resolve('whisper-base', 'asr')).rejects.toMatchObject({ details: offered });
    await expect(store.resolve('whisper-base', 'vad')).rejects.toMatchObject({
      code: 'model-missing',
      details: expect.not.objectContaining(offered) as unknown,
    });
  });

  it('names the file that makes a folder a model', async () => {
    const empty = await addModel('empty', { 'notes.txt': '' });
    await expect(store.resolve(empty, 'asr')).rejects.toMatchObject({
      code: 'model-missing',
      details: { folder: empty, file: 'config.json' },
    });
  });
});

describe('the fingerprint of a model', () => {
  it('changes with the size and the time of a file, and survives a move of the folder', async () => {
    const files = { 'config.json': '{}', 'onnx/encoder.onnx': 'abc' };
    const own = await addModel('own', files);
    const copy = await addModel('copy', files);
    const fingerprintOf = async (path: string) => store.fingerprint(await store.resolve(path, 'asr'));
    for (const path of [own, copy]) {
      for (const name of Object.keys(files)) await utimes(join(path, name), 1000, 1000);
    }
    const before = await fingerprintOf(own);
    expect(await fingerprintOf(copy)).toBe(before);

    await utimes(join(own, 'onnx/encoder.onnx'), 1000, 2000);
    const touched = await fingerprintOf(own);
    expect(touched).not.toBe(before);
    await writeFile(join(own, 'onnx/encoder.onnx'), 'abcd');
    expect(await fingerprintOf(own)).not.toBe(touched);
  });

  it('follows links, as the files of a hub cache are, and passes over those that lead nowhere', async () => {
    const own = await addModel('own', { 'config.json': '{}' });
    await writeFile(join(folder, 'blob'), 'weights');
    await symlink(join(folder, 'blob'), join(own, 'encoder.onnx'));
    await symlink(join(folder, 'gone'), join(own, 'decoder.onnx'));
    const model = await store.resolve(own, 'asr');
    const before = await store.fingerprint(model);
    await writeFile(join(folder, 'blob'), 'other weights');
    expect(await store.fingerprint(model)).not.toBe(before);
  });
});
