import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEngine, type Engine } from '../engine/createEngine.ts';
import { openModelCache } from '../models/cache/modelCache.ts';
import type { ModelStore } from '../models/modelStore.ts';
import { collectDiagnostics } from './collectDiagnostics.ts';

let dataDir: string;
let engine: Engine;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earshot-diagnostics-'));
  engine = createEngine({ threads: 1 });
});
afterEach(async () => {
  await engine.close();
  await rm(dataDir, { recursive: true });
});

async function check(cacheDir: string | null) {
  const cache = openModelCache({ dataDir, environment: {}, setting: () => cacheDir });
  const modelStore: Pick<ModelStore, 'list'> = { list: () => Promise.resolve([]) };
  const { checks } = await collectDiagnostics({
    ...{ appVersion: '1.0.0', dataDir, engine, settingsProblem: null, cacheLocation: cache.location },
    modelStore: modelStore as ModelStore,
  });
  return checks.find(({ name }) => name === 'model folder');
}

it('says where the models are, and fails if the folder that was chosen is not there', async () => {
  const place = join(dataDir, 'models');
  expect(await check(null)).toEqual({ name: 'model folder', ok: true, detail: place });
  expect(await check(dataDir)).toEqual({ name: 'model folder', ok: true, detail: dataDir });
  const gone = join(dataDir, 'gone');
  expect(await check(gone)).toEqual({ name: 'model folder', ok: false, detail: `${gone} is not there` });
});
