import { cp, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBundledModels } from './loadBundledModels.ts';
import { verifyBundledModel } from './verifyBundledModel.ts';

const ASSETS = join(import.meta.dirname, '..', '..', 'assets', 'models');
const VAD_FILE = 'silero_vad_v5_16k.onnx';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-bundled-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function verify(bundledDir: string): Promise<Record<string, string>> {
  const conditions: Record<string, string> = {};
  for (const model of await loadBundledModels(bundledDir)) {
    for (const { path, condition } of await verifyBundledModel(model, {})) {
      conditions[`${model.manifest.id}/${path}`] = condition;
    }
  }
  return conditions;
}

describe('a model that is a part of Earshot', () => {
  it('is as it was recorded, every file of it: "node scripts/recordBundledModels.ts" records a change', async () => {
    const conditions = await verify(ASSETS);
    expect(Object.keys(conditions).length).toBeGreaterThan(10);
    expect(Object.entries(conditions).filter(([, condition]) => condition !== 'intact')).toEqual([]);
  });

  it('is damaged when a file was changed, cut off or removed', async () => {
    await cp(join(ASSETS, 'silero-vad'), join(folder, 'silero-vad'), { recursive: true });
    const path = join(folder, 'silero-vad', VAD_FILE);
    const broken = () => verify(folder).then((conditions) => conditions[`silero-vad/${VAD_FILE}`]);
    expect(await broken()).toBe('intact');
    await writeFile(path, 'other');
    expect(await broken()).toBe('mismatch');
    await unlink(path);
    expect(await broken()).toBe('missing');
    await writeFile(join(folder, 'silero-vad', 'mine.txt'), '');
    expect((await verify(folder))['silero-vad/mine.txt']).toBe('extra');
  });

  it('cannot be judged where nothing was recorded', async () => {
    await cp(join(ASSETS, 'silero-vad'), join(folder, 'silero-vad'), { recursive: true });
    const manifest = { id: 'silero-vad', task: 'vad', title: 'x' };
    await writeFile(join(folder, 'silero-vad', 'earshot.json'), JSON.stringify(manifest));
    expect(await verify(folder)).toEqual({ [`silero-vad/${VAD_FILE}`]: 'unknown' });
  });
});
