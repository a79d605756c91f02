import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWhisperFiles } from './modelFiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-files-'));
  await mkdir(join(folder, 'onnx'));
  for (const suffix of ['', '_fp16', '_quantized', '_q4f16']) {
    for (const name of ['encoder_model', 'decoder_model_merged']) {
      await writeFile(join(folder, 'onnx', `${name}${suffix}.onnx`), '');
    }
  }
});
afterEach(() => rm(folder, { recursive: true }));

describe('findWhisperFiles', () => {
  it.each([
    ['cpu', null, 'q8'],
    ['webgpu', null, 'fp32'],
    ['cpu', ['fp16+q4f16', 'fp32'], 'fp32'],
    ['webgpu', ['q8', 'fp16+q4f16'], 'fp16+q4f16'],
    ['webgpu', ['q4f16', 'fp16+q4f16', 'fp16'], 'fp16'],
    ['cpu', ['q4f16'], 'q4f16'],
  ])('chooses for %s of %j what suits it', async (device, installed, dtype) => {
    expect((await findWhisperFiles(folder, 'auto', device, installed)).dtype).toBe(dtype);
  });

  it('takes a named dtype whatever is said to be installed', async () => {
    expect((await findWhisperFiles(folder, 'fp16', 'cpu', ['q8'])).dtype).toBe('fp16');
  });

  it('names the file that is missing', async () => {
    await rm(join(folder, 'onnx', 'encoder_model_fp16.onnx'));
    await expect(findWhisperFiles(folder, 'auto', 'cpu', ['fp16'])).rejects.toMatchObject({
      code: 'model-missing',
      details: { file: 'encoder_model_fp16.onnx' },
    });
  });

  it('finds no graph in a link that leads to itself', async () => {
    await rm(join(folder, 'onnx'), { recursive: true });
    await symlink('onnx', join(folder, 'onnx'));
    await expect(findWhisperFiles(folder, 'auto', 'cpu')).rejects.toMatchObject({ code: 'model-missing' });
  });
});
