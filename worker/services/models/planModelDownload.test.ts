import { describe, expect, it } from 'vitest';
import type { DownloadModelJobParams } from '../../contract/index.ts';
import type { RepositoryRecord } from '../../models/cache/cacheLedger.ts';
import type { InstalledModel } from '../../models/findInstalledModel.ts';
import type { RepositoryFile } from '../../models/hub/listRepository.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';
import { planModelDownload } from './planModelDownload.ts';

const ENDPOINT = new URL('https://hub.example');
const RECORD: RepositoryRecord = {
  ...{
    lastUsedAtMs: null,
    isPinned: false,
    keptCommits: [],
    verified: {},
    usedCommit: null,
    isDamaged: false,
  },
  licence: null,
  dtypes: [],
};
const COMMIT = 'a'.repeat(40);

function file(path: string): RepositoryFile {
  return { path, sizeBytes: 1, etag: null, blobId: '', isLfs: false, xetHash: null };
}

const FILES = ['', '_fp16', '_q4'].flatMap((suffix) => [
  file(`onnx/encoder_model${suffix}.onnx`),
  file(`onnx/decoder_model_merged${suffix}.onnx`),
]);
const ALL = [file('config.json'), file('tokenizer.json'), file('README.md'), ...FILES];

function plan(
  model: string,
  params: Partial<DownloadModelJobParams> = {},
  installed: { refs: readonly string[]; wanted: InstalledModel['wantedDtypes'] } | null = null,
  record: Partial<RepositoryRecord> = {},
  device = 'cpu',
) {
  const revision = { commit: COMMIT, refs: installed?.refs ?? [], files: [], sizeBytes: 0, modifiedAtMs: 0 };
  const present = installed === null ? null : { revision, wantedDtypes: installed.wanted };
  const made = planModelDownload(
    parseModelTarget(model, ENDPOINT),
    { modelId: model, revision: null, dtype: null, isUpdate: false, ...params },
    // The plan looks at nothing else of an installed model.
    { record: { ...RECORD, ...record }, installed: present as InstalledModel | null },
    device,
  );
  const { files, missing } = made.select(ALL);
  return { revision: made.revision, dtypes: made.dtypes(), missing, paths: files.map(({ path }) => path) };
}

describe('planModelDownload', () => {
  it('takes what suits a processor best of what the repository has', () => {
    expect(plan('org/name')).toEqual({
      revision: 'main',
      dtypes: ['fp32'],
      missing: [],
      paths: ['config.json', 'tokenizer.json', 'onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx'],
    });
    expect(plan('whisper-base').dtypes).toEqual(['fp32']);
  });

  it('takes what suits a GPU best where models run on one, unless another dtype is there or asked for', () => {
    expect(plan('whisper-large-v3-turbo', {}, null, {}, 'cpu').dtypes).toEqual(['q4']);
    expect(plan('whisper-large-v3-turbo', {}, null, {}, 'webgpu').dtypes).toEqual(['fp16']);
    expect(plan('whisper-base', {}, null, {}, 'dml').dtypes).toEqual(['fp32']);
    expect(plan('org/name', {}, null, {}, 'webgpu').dtypes).toEqual(['fp32']);
    expect(plan('org/name', { dtype: 'q4' }, null, {}, 'webgpu').dtypes).toEqual(['q4']);
    const installed = { refs: ['main'], wanted: ['q4'] } as const;
    expect(plan('org/name', {}, installed, {}, 'webgpu').dtypes).toEqual(['q4']);
  });

  it('takes the dtype and the revision that are asked for, and names what is missing', () => {
    expect(plan('org/name', { dtype: 'q4', revision: 'v2' })).toMatchObject({
      revision: 'v2',
      dtypes: ['q4'],
      missing: [],
    });
    expect(plan('org/name', { dtype: 'q8' }).missing).toEqual([
      'onnx/encoder_model_quantized.onnx',
      'onnx/decoder_model_merged_quantized.onnx',
    ]);
  });

  it('adds another dtype to the revision that is there, and leaves that only for an update', () => {
    const installed = { refs: ['main'], wanted: ['fp16'] } as const;
    expect(plan('org/name', { dtype: 'q4' }, installed)).toMatchObject({ revision: COMMIT, dtypes: ['q4'] });
    expect(plan('org/name', { isUpdate: true }, installed, { dtypes: ['fp16', 'q4'] })).toMatchObject({
      revision: 'main',
      dtypes: ['fp16', 'q4'],
    });
    expect(plan('org/name', { isUpdate: true }, { ...installed, refs: ['v1'] }).revision).toBe('v1');
  });

  it('stays at a version that was chosen', () => {
    const chosen = { refs: [], wanted: ['fp16'] } as const;
    expect(plan('org/name', {}, chosen, { usedCommit: COMMIT }).revision).toBe(COMMIT);
    expect(plan('org/name', { isUpdate: true }, chosen, { usedCommit: COMMIT }).revision).toBe('main');
  });

  it('begins again from the default branch where nothing was ever complete', () => {
    expect(plan('org/name', {}, { refs: [], wanted: ['fp16'] })).toMatchObject({
      revision: 'main',
      dtypes: ['fp16'],
    });
  });
});
