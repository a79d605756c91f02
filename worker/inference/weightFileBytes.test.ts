import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { weightFileBytes } from './weightFileBytes.ts';

it('adds the external data of a graph to its own size and leaves its neighbours out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-weights-'));
  try {
    writeFileSync(join(folder, 'encoder_model.onnx'), 'x'.repeat(10));
    writeFileSync(join(folder, 'encoder_model.onnx_data'), 'x'.repeat(200));
    writeFileSync(join(folder, 'encoder_model.onnx_data_1'), 'x'.repeat(3000));
    writeFileSync(join(folder, 'encoder_model_quantized.onnx'), 'x'.repeat(40_000));
    expect(await weightFileBytes(join(folder, 'encoder_model.onnx'))).toBe(3210);
    expect(await weightFileBytes(join(folder, 'absent', 'encoder_model.onnx'))).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
