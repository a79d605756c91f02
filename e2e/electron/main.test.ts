import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createFakeElectron } from './fakeElectron.ts';
import { removeFolder } from './openTestDesktop.ts';

const { electron, ...fake } = createFakeElectron();
vi.mock('electron', () => electron);
const argv = process.argv;
afterEach(() => {
  process.argv = argv;
  vi.unstubAllEnvs();
  for (const worker of fake.workers) worker.crash();
});

it('starts the app when Electron evaluates it, and waits for nothing while it is evaluated', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'earshot-main-'));
  vi.stubEnv('EARSHOT_DATA_DIR', dataDir);
  process.argv = ['electron', '.'];
  // Electron becomes ready only after this: a module that waited for it would wait for ever.
  await import('../../electron/main.ts');
  expect(fake.windows).toEqual([]);
  fake.app.ready.resolve(null);
  await vi.waitUntil(() => fake.windows.length === 1);
  fake.app.quit();
  await fake.app.ended.promise;
  await removeFolder(dataDir);
});
