import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { weightFileBytes } from './weightFileBytes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-weights-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('adds the external data of a graph to its own size and leaves its neighbours out', async () => {
  writeFileSync(join(folder, 'encoder_model.onnx'), 'x'.repeat(10));
  writeFileSync(join(folder, 'encoder_model.onnx_data'), 'x'.repeat(200));
  writeFileSync(join(folder, 'encoder_model.onnx_data_1'), 'x'.repeat(3000));
  writeFileSync(join(folder, 'encoder_model_quantized.onnx'), 'x'.repeat(40_000));
  expect(await weightFileBytes(join(folder, 'encoder_model.onnx'))).toBe(3210);
  expect(await weightFileBytes(join(folder, 'absent', 'encoder_model.onnx'))).toBe(0);
});

it('counts nothing for links that lead nowhere or in a circle: who opens them says so', async () => {
  symlinkSync('nowhere', join(folder, 'encoder_model.onnx'));
  symlinkSync('encoder_model.onnx_data', join(folder, 'encoder_model.onnx_data'));
  expect(await weightFileBytes(join(folder, 'encoder_model.onnx'))).toBe(0);
});

it('refuses what is no file before anybody opens it', async () => {
  const graph = join(folder, 'encoder_model.onnx');
  writeFileSync(graph, 'x');
  execFileSync('mkfifo', [join(folder, 'encoder_model.onnx_data')]);
  const error = { code: 'model-missing', details: { path: join(folder, 'encoder_model.onnx_data') } };
  await expect(weightFileBytes(graph)).rejects.toMatchObject(error);
  mkdirSync(join(folder, 'decoder_model.onnx'));
  await expect(weightFileBytes(join(folder, 'decoder_model.onnx'))).rejects.toMatchObject({
    code: 'model-missing',
  });
});
