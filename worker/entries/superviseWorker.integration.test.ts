import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireInstanceLock } from '../jobs/instanceLock.ts';
import { findAppRoot } from './appRoot.ts';
import { superviseWorker } from './superviseWorker.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earshot-supervise-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dataDir, { recursive: true, force: true });
});

function supervise({ signal = new AbortController().signal, onRestarted = (): void => undefined } = {}) {
  const { assetsDir, version: appVersion } = findAppRoot(import.meta.url);
  const config = { appVersion, dataDir, assetsDir, offline: true, logLevel: 'error' } as const;
  return superviseWorker({ config, signal, onRestarted });
}

describe('superviseWorker', () => {
  it('starts the worker again, says so, and answers as before', async () => {
    let restarts = 0;
    const worker = await supervise({ onRestarted: () => restarts++ });
    await worker.client.request('settings.update', { defaultLanguage: 'de' });
    const owner = await readFile(join(dataDir, 'queue-owner.json'), 'utf8');
    process.kill((JSON.parse(owner) as { readonly pid: number }).pid, 'SIGKILL');
    await expect(worker.client.request('models.list')).rejects.toMatchObject({ code: 'worker-exited' });
    await worker.untilListening();
    expect(await worker.client.request('settings.get')).toMatchObject({ defaultLanguage: 'de' });
    expect(restarts).toBe(1);
    await worker.close();
    await expect(worker.client.request('settings.get')).rejects.toMatchObject({ code: 'worker-exited' });
    acquireInstanceLock(dataDir).release();
  });

  it('says why the first worker does not start, and does not try again', async () => {
    const lock = acquireInstanceLock(dataDir);
    await expect(supervise()).rejects.toMatchObject({ code: 'database-busy' });
    lock.release();
    vi.stubEnv('NODE_OPTIONS', '--no-such-option');
    await expect(supervise()).rejects.toMatchObject({ code: 'worker-exited', details: { crashes: 1 } });
    vi.unstubAllEnvs();
    await (await supervise()).close();
  });

  it('leaves no worker behind when it is stopped before there is one', async () => {
    await expect(supervise({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    acquireInstanceLock(dataDir).release();
  });
});
