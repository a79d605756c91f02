import { describe, expect, it } from 'vitest';
import { isRepositoryId } from './cache/hubNames.ts';
import { CATALOG, findCatalogEntry } from './catalog.ts';
import type { RepositoryFile } from './hub/listRepository.ts';
import { isModelDtype, listOfferedDtypes, selectModelFiles } from './modelLayouts.ts';
import { parseModelReference } from './modelReference.ts';

const toFiles = (paths: readonly string[]): readonly RepositoryFile[] =>
  paths.map((path) => ({ path, sizeBytes: 1, etag: null, blobId: '', isLfs: false, xetHash: null }));

describe('CATALOG', () => {
  it('names each model once, by an id that a folder may have and a repository that the hub may have', () => {
    expect(new Set(CATALOG.map(({ id }) => id)).size).toBe(CATALOG.length);
    for (const { id, repository, dtypes, licence } of CATALOG) {
      expect(id).toMatch(/^[a-z0-9][a-z0-9._-]{0,99}$/);
      expect([repository, isRepositoryId(repository)]).toEqual([repository, true]);
      expect(dtypes.every(isModelDtype)).toBe(true);
      expect(licence.id).toMatch(/^(MIT|Apache-2\.0)$/);
    }
  });

  it('has the sizes of Whisper, multilingual and English', () => {
    const sizes = ['tiny', 'base', 'small', 'medium'].flatMap((size) => [size, `${size}.en`]);
    for (const size of [...sizes, 'large-v3', 'large-v3-turbo']) {
      expect(findCatalogEntry(`whisper-${size}`)?.task).toBe('asr');
    }
    expect(findCatalogEntry('whisper-base.en')?.languages).toEqual(['en']);
    expect(findCatalogEntry('whisper-giant')).toBeNull();
  });
});

const WHISPER = toFiles([
  'README.md',
  'config.json',
  'generation_config.json',
  'merges.txt',
  'vocab.json',
  'tokenizer.json',
  'onnx/encoder_model.onnx',
  'onnx/encoder_model.onnx_data',
  'onnx/encoder_model.onnx_data_1',
  'onnx/encoder_model_fp16.onnx',
  'onnx/encoder_model_quantized.onnx',
  'onnx/decoder_model_merged.onnx',
  'onnx/decoder_model_merged_quantized.onnx',
  'onnx/decoder_model_merged_q4f16.onnx',
  'onnx/decoder_model_quantized.onnx',
]);

const pathsOf = (files: readonly RepositoryFile[]) => files.map(({ path }) => path);

describe('selectModelFiles', () => {
  it('takes one version of each graph and what is read beside it', () => {
    const { files, missing } = selectModelFiles(WHISPER, 'whisper-onnx', 'q8');
    expect(missing).toEqual([]);
    expect(pathsOf(files)).toEqual([
      'config.json',
      'generation_config.json',
      'merges.txt',
      'vocab.json',
      'onnx/encoder_model_quantized.onnx',
      'onnx/decoder_model_merged_quantized.onnx',
    ]);
  });

  it('takes external data with its graph, and graphs of two dtypes', () => {
    expect(pathsOf(selectModelFiles(WHISPER, 'whisper-onnx', 'fp32').files)).toEqual(
      expect.arrayContaining(['onnx/encoder_model.onnx_data', 'onnx/encoder_model.onnx_data_1']),
    );
    const { files, missing } = selectModelFiles(WHISPER, 'whisper-onnx', 'fp16+q4f16');
    expect(missing).toEqual([]);
    expect(pathsOf(files).slice(-2)).toEqual([
      'onnx/encoder_model_fp16.onnx',
      'onnx/decoder_model_merged_q4f16.onnx',
    ]);
  });

  it('takes a split decoder and graphs in the root where there are no others', () => {
    const files = toFiles([
      'config.json',
      'tokenizer.json',
      'encoder_model.onnx',
      'decoder_model.onnx',
      'decoder_with_past_model.onnx',
    ]);
    const selection = selectModelFiles(files, 'whisper-onnx', 'fp32');
    expect(selection).toEqual({ files, missing: [] });
  });

  it('names what is missing', () => {
    expect(selectModelFiles(toFiles(['README.md']), 'whisper-onnx', 'q4').missing).toEqual([
      'config.json',
      'tokenizer.json',
      'onnx/encoder_model_q4.onnx',
      'onnx/decoder_model_merged_q4.onnx',
    ]);
    expect(selectModelFiles(toFiles([]), 'single-onnx', 'fp32').missing).toEqual(['onnx/model.onnx']);
  });

  it('knows which dtypes a repository has', () => {
    expect(listOfferedDtypes(WHISPER, 'whisper-onnx')).toEqual(['fp32', 'q8']);
    expect(listOfferedDtypes(toFiles(['onnx/model.onnx', 'onnx/model_fp16.onnx']), 'single-onnx')).toEqual([
      'fp32',
      'fp16',
    ]);
    expect([isModelDtype('fp16+q4f16'), isModelDtype('q9'), isModelDtype('a+b+c')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('parseModelReference', () => {
  const endpoint = new URL('https://mirror.example/hf');
  it.each([
    ['org/name', 'org/name', 'main'],
    [' org/name@v1.0 ', 'org/name', 'v1.0'],
    ['gpt2@refs/pr/1', 'gpt2', 'refs/pr/1'],
    ['https://huggingface.co/org/name', 'org/name', 'main'],
    ['https://huggingface.co/org/name/', 'org/name', 'main'],
    ['https://hf.co/org/name@abc?x=1#readme', 'org/name', 'abc'],
    ['https://huggingface.co/org/name/tree/refs%2Fpr%2F1', 'org/name', 'refs/pr/1'],
    ['https://mirror.example/hf/org/name', 'org/name', 'main'],
  ])('reads %j', (text, repository, revision) => {
    expect(parseModelReference(text, endpoint)).toEqual({ repository, revision });
  });

  it.each([
    'https://evil.example/org/name',
    'http://huggingface.co/org/name',
    'https://huggingface.co/org/name/%E0%A4%A',
    'https://huggingface.co/org/..%2Fx',
    'file:///etc/passwd',
    'org/name@../x',
    'a/b/c',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseModelReference(text, endpoint)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });
});
