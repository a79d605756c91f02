import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./tests/openModelAsUser.ts', import.meta.url));
const starter = fileURLToPath(new URL('../../assets/models/earshot-starter', import.meta.url));

let folder: string;
let model: string;
const closed: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-unreadable-'));
  chmodSync(folder, 0o755);
  model = join(folder, 'model');
  cpSync(starter, model, { recursive: true });
  mkdirSync(join(folder, 'empty'));
});
afterEach(() => {
  for (const path of closed.splice(0)) chmodSync(path, 0o700);
  rmSync(folder, { recursive: true });
});

function forbid(name: string): void {
  const path = join(model, name);
  chmodSync(path, 0);
  closed.push(path);
}

const openAsUser = (): unknown =>
  JSON.parse(execFileSync(process.execPath, [script, model, join(folder, 'empty')], { encoding: 'utf8' }));

describe('a model folder of which not everything may be read', () => {
  it('is opened when nothing of it is needed', () => {
    mkdirSync(join(model, 'notes'));
    forbid('notes');
    expect(openAsUser()).toBe('ok');
  });

  it.each([
    ['.', 'config.json'],
    ['onnx', 'onnx'],
    ['onnx/encoder_model_quantized.onnx', 'onnx/encoder_model_quantized.onnx'],
    ['vocab.json', 'vocab.json'],
    ['generation_config.json', 'generation_config.json'],
  ])('says so, without %s', (name, named) => {
    forbid(name);
    expect(openAsUser()).toMatchObject({ code: 'permission-denied', details: { path: join(model, named) } });
  });
});
