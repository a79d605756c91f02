import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, type HubWorker, openHubWorker, standInFiles } from './openHubWorker.ts';
import { WHISPER_BASE } from './whisperBase.ts';

let worker: HubWorker;
beforeEach(async () => {
  worker = await openHubWorker();
});
afterEach(async () => {
  await worker.close();
});

it.each([{ revision: '../../x' }, { dtype: 'q9' }, { dtype: '../q8' }])(
  'a download of %j is refused before it waits',
  async (params) => {
    const download = { kind: 'download-model', modelId: 'whisper-base', ...params } as const;
    expect(await failure(worker.request('jobs.start', download))).toMatchObject({ code: 'invalid-request' });
    expect(await worker.request('jobs.list')).toEqual([]);
  },
);

describe('the settings of the network', () => {
  it('that cannot be used do not keep anybody from what is on this computer', async () => {
    await worker.hub.addRepository({ id: WHISPER_BASE, files: standInFiles() });
    await worker.run({ kind: 'download-model', modelId: 'whisper-base' });
    await worker.restart({ environment: { HF_ENDPOINT: 'nonsense' } });
    expect(
      await worker.request('models.setPinned', { modelId: 'whisper-base', isPinned: true }),
    ).toMatchObject({
      modelId: 'whisper-base',
    });
    expect(await failure(worker.request('models.inspect', { model: 'whisper-tiny' }))).toMatchObject({
      code: 'invalid-request',
    });
  });

  it('forbid every request by the environment too', async () => {
    await worker.restart({ environment: { HF_HUB_OFFLINE: '1' } });
    expect(await failure(worker.request('models.inspect', { model: WHISPER_BASE }))).toMatchObject({
      code: 'offline',
    });
    expect(worker.hub.log.requests).toEqual([]);
  });

  it.each([
    { hubEndpoint: 'http://hub.example' },
    { hubEndpoint: 'nonsense' },
    { proxy: 'socks5://proxy.example' },
    { proxy: 'nonsense' },
  ])('refuse %j', async (patch) => {
    expect(await failure(worker.request('settings.update', patch))).toMatchObject({
      code: 'invalid-request',
    });
    expect(await worker.request('settings.get')).toMatchObject({ hubEndpoint: null, proxy: null });
  });

  it('hold for the next request', async () => {
    await worker.hub.addRepository({ id: 'org/name', files: standInFiles() });
    await worker.request('settings.update', { proxy: 'http://127.0.0.1:9' });
    expect(await failure(worker.request('models.inspect', { model: 'org/name' }))).toMatchObject({
      code: 'network-unreachable',
    });
    await worker.request('settings.update', { proxy: null });
    expect(await worker.request('models.inspect', { model: 'org/name' })).toMatchObject({
      modelId: 'org/name',
    });
    await rm(join(worker.dataDir, 'models'), { recursive: true, force: true });
  });
});
