import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireFileLock } from '../database/fileLock.ts';
import { useTestFolder } from './cache/tests/useTestFolder.ts';
import { type CrashLedger, openCrashLedger } from './crashLedger.ts';

const SCRIPT = fileURLToPath(new URL('./tests/loadInChild.ts', import.meta.url));
const MODEL = { modelId: 'whisper-base', folder: '/models/base/snapshots/a' };

const test = useTestFolder({ beforeEach, afterEach });
let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill('SIGKILL');
});

function open(): CrashLedger {
  return openCrashLedger(join(test.path, 'loads'), acquireFileLock);
}

async function startLoading(): Promise<ChildProcess> {
  const started = spawn(process.execPath, [SCRIPT, join(test.path, 'loads'), MODEL.modelId, MODEL.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  await once(started.stdout, 'data');
  return started;
}

async function dieLoading(): Promise<void> {
  const loading = await startLoading();
  // It may still succeed.
  expect(open().isQuarantined(MODEL.folder)).toBe(false);
  loading.kill('SIGKILL');
  await once(loading, 'close');
}

it('sets a model aside whose loading ended the process twice in a row, until it is released', async () => {
  await dieLoading();
  // Once may have been a power cut.
  expect(open().isQuarantined(MODEL.folder)).toBe(false);
  await dieLoading();

  const ledger = open();
  expect(ledger.isQuarantined(MODEL.folder)).toBe(true);
  expect(() => ledger.assertLoadable(MODEL)).toThrow(
    expect.objectContaining({ code: 'model-crashed', details: { model: 'whisper-base' } }),
  );
  // Another version may well be right.
  expect(ledger.isQuarantined('/models/base/snapshots/b')).toBe(false);
  expect(open().isQuarantined(MODEL.folder)).toBe(true);
  ledger.release('whisper-tiny');
  expect(ledger.isQuarantined(MODEL.folder)).toBe(true);
  ledger.release('whisper-base');
  expect(open().isQuarantined(MODEL.folder)).toBe(false);
});

it('forgets one death when the next load ends well', async () => {
  await dieLoading();
  open().begin(MODEL)();
  await dieLoading();
  expect(open().isQuarantined(MODEL.folder)).toBe(false);
});

it('keeps nothing of a load that the process lived through', () => {
  const ledger = open();
  const [endFirst, endSecond] = [ledger.begin(MODEL), ledger.begin(MODEL)];
  endFirst();
  endSecond();
  expect(readdirSync(join(test.path, 'loads'))).toEqual([]);
  expect(open().isQuarantined(MODEL.folder)).toBe(false);
});

it('does not keep a model from being loaded where nothing can be written', () => {
  const ledger = openCrashLedger('/dev/null/loads', acquireFileLock);
  expect(() => {
    ledger.assertLoadable(MODEL);
    ledger.begin(MODEL)();
  }).not.toThrow();
});
