import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireFileLock } from '../database/fileLock.ts';
import { openCrashLedger } from '../models/crashLedger.ts';
import { countOnlyDeaths } from './countOnlyDeaths.ts';

const SCRIPT = fileURLToPath(new URL('./tests/endLoading.ts', import.meta.url));
const MODEL = { modelId: 'base', folder: '/models/base' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-deaths-'));
});

afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['exit', false],
  ['crash', true],
])('after loads that ended twice with %s, a model is set aside: %s', (how, isQuarantined) => {
  for (let load = 0; load < 2; load += 1) spawnSync(process.execPath, [SCRIPT, folder, how]);
  expect(openCrashLedger(folder, acquireFileLock).isQuarantined(MODEL.folder)).toBe(isQuarantined);
});

it('listens no longer than the load takes', () => {
  const before = process.listenerCount('exit');
  const end = countOnlyDeaths(openCrashLedger(folder, acquireFileLock)).begin(MODEL);
  expect(process.listenerCount('exit')).toBe(before + 1);
  end();
  expect(process.listenerCount('exit')).toBe(before);
});
