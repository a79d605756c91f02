import { describe, expect, it, vi } from 'vitest';
import type { CacheInfo, CatalogModel, EgressEntry, FreedReport } from '../../worker/contract/index.ts';
import { AppError } from '../../worker/contract/index.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { createModel } from '../testing/records.ts';
import type { ModelsState } from './modelsStore.ts';

const MODEL = createModel();

const INFO: CacheInfo = {
  cacheDir: '/models',
  source: 'default',
  freeBytes: 5,
  sizeBytes: 5,
  partialBytes: 0,
  orphanBytes: 0,
  tasks: [],
  models: [],
  warnings: [],
  pendingDeletionBytes: 0,
  otherCaches: [],
};

const FREED: FreedReport = { freedBytes: 5, items: [], isDryRun: true, isComplete: true, left: [] };

const OFFERED: CatalogModel = {
  modelId: 'whisper-base',
  title: 'Whisper base',
  task: 'asr',
  repository: 'org/whisper-base',
  languages: 'multilingual',
  licence: 'MIT',
  dtypes: ['q8'],
  approximateBytes: 77_000_000,
  parametersMillions: 74,
  installedDtypes: [],
  estimate: null,
  isRecommended: true,
};

function known({ isMeasuring, catalog }: ModelsState) {
  return { isMeasuring, estimates: catalog?.map(({ estimate }) => estimate) };
}

describe('the models store', () => {
  it('says that this computer is being measured until that has ended, one way or another', async () => {
    const measured = Promise.withResolvers<readonly CatalogModel[]>();
    const { stores, worker } = createTestPage({
      handlers: {
        'models.catalog': (request) => (request?.measureSpeed === 'wait' ? measured.promise : [OFFERED]),
      },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    expect(known(stores.models.getState())).toEqual({ isMeasuring: true, estimates: [null] });
    const estimate = { minutesPerHour: 4, basis: 'estimated' } as const;
    measured.resolve([{ ...OFFERED, estimate }]);
    await vi.waitFor(() => {
      expect(known(stores.models.getState())).toEqual({ isMeasuring: false, estimates: [estimate] });
    });
  });

  it('keeps the list without estimates where nothing could be measured', async () => {
    const { stores, worker } = createTestPage({
      handlers: {
        'models.catalog': (request) => {
          if (request?.measureSpeed === 'wait') throw new AppError('inference-failed', 'No.');
          return [OFFERED];
        },
      },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    await vi.waitFor(() => {
      expect(stores.models.getState().isMeasuring).toBe(false);
    });
    expect(known(stores.models.getState())).toEqual({ isMeasuring: false, estimates: [null] });
    expect(stores.models.getState().error).toBeNull();
  });

  it('measures again, and says whether that was possible', async () => {
    const speed = { device: 'cpu', minutesPerHour: 9, measuredAtMs: 1 };
    const found = [speed, { ...speed, minutesPerHour: 4, measuredAtMs: 2 }];
    const { stores, worker } = createTestPage({
      handlers: {
        'models.speed': (request) =>
          (request?.measureAgain === true && found.length > 1 ? found.pop() : speed) ?? null,
      },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    expect(await stores.models.getState().measureAgain()).toBe(true);
    expect(stores.models.getState()).toMatchObject({ isMeasuring: false, speed: { minutesPerHour: 4 } });
    await stores.models.getState().refresh();
    expect(await stores.models.getState().measureAgain()).toBe(false);
  });

  it('takes over what a change of a model answers', async () => {
    const { stores, worker } = createTestPage({
      handlers: {
        'models.list': () => [MODEL],
        'models.setPinned': ({ isPinned }) => ({
          ...MODEL,
          cached: MODEL.cached === null ? null : { ...MODEL.cached, isPinned },
        }),
      },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    await stores.models.getState().setPinned('org/name', true);
    expect(stores.models.getState().models).toMatchObject([
      { modelId: 'org/name', cached: { isPinned: true } },
    ]);
  });

  it('reads the list again after a deletion, and not after asking what it would free', async () => {
    const list = vi.fn(() => [MODEL]);
    const { stores, worker } = createTestPage({
      handlers: { 'models.list': list, 'models.remove': ({ dryRun }) => ({ ...FREED, isDryRun: dryRun }) },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    const before = list.mock.calls.length;
    expect(await stores.models.getState().remove('org/name', true)).toEqual(FREED);
    expect(list.mock.calls).toHaveLength(before);
    await stores.models.getState().remove('org/name', false);
    expect(list.mock.calls).toHaveLength(before + 1);
  });

  it('leaves what failed to the part of the page that asked', async () => {
    const { stores, worker } = createTestPage({
      handlers: {
        'models.inspect': () => {
          throw new AppError('offline', 'No.');
        },
      },
    });
    await connected(worker);
    await stores.models.getState().refresh();
    const inspected = stores.models.getState().inspect('org/name', new AbortController().signal);
    await expect(inspected).rejects.toMatchObject({ code: 'offline' });
    expect(stores.models.getState().error).toBeNull();
  });
});

describe('the stores of cache and network', () => {
  it('are read when a view asks, and from then on when the worker says that they have changed', async () => {
    const info = vi.fn(() => INFO);
    const list = vi.fn((): readonly EgressEntry[] => []);
    const page = createTestPage({
      handlers: {
        'cache.info': info,
        'network.list': list,
        'network.token': () => ({ source: null }),
      },
    });
    const { stores, worker } = page;
    await connected(worker);
    page.emit('cache.changed', {});
    page.emit('network.changed', {});
    await worker.request('models.list');
    page.passTime();
    await worker.request('models.list');
    expect([info.mock.calls.length, list.mock.calls.length]).toEqual([0, 0]);

    await stores.cache.getState().refresh();
    await stores.network.getState().refresh();
    page.emit('cache.changed', {});
    page.emit('cache.changed', {});
    page.emit('network.changed', {});
    await worker.request('models.list');
    page.passTime();
    await vi.waitFor(() => {
      expect([info.mock.calls.length, list.mock.calls.length]).toEqual([2, 2]);
    });
  });

  it('puts the newest request first', async () => {
    const entry = { host: 'hub', method: 'GET', purpose: 'download', status: 200, receivedBytes: 1 };
    const { stores, worker } = createTestPage({
      handlers: {
        'network.list': () => [1, 3, 2].map((atMs) => ({ atMs, ...entry })),
        'network.token': () => ({ source: 'environment' }),
      },
    });
    await connected(worker);
    await stores.network.getState().refresh();
    const { entries, token } = stores.network.getState();
    expect(entries?.map(({ atMs }) => atMs)).toEqual([3, 2, 1]);
    expect(token).toEqual({ source: 'environment' });
  });

  it('gives the access token to a desktop shell where there is one, and to the worker elsewhere', async () => {
    const toWorker = vi.fn(() => ({ source: 'setting' as const }));
    const kept: (string | null)[] = [];
    const handlers = {
      'network.setToken': toWorker,
      'network.token': () => ({ source: 'setting' as const }),
    };
    const browser = createTestPage({ handlers });
    await connected(browser.worker);
    expect(await browser.stores.network.getState().setToken('hf_a')).toEqual({ isKept: true });
    expect(toWorker.mock.calls).toHaveLength(1);

    const desktop = createTestPage({
      handlers,
      host: {
        desktop: {
          startWorker: () => Promise.resolve(),
          chooseFolder: () => Promise.resolve(null),
          showInFolder: () => Promise.resolve(),
          setHubToken: (token) => {
            kept.push(token);
            return Promise.resolve({ isKept: false });
          },
        },
      },
    });
    await connected(desktop.worker);
    expect(await desktop.stores.network.getState().setToken('hf_b')).toEqual({ isKept: false });
    expect(kept).toEqual(['hf_b']);
    expect(toWorker.mock.calls).toHaveLength(1);
  });
});

type TestWorkerConnection = ReturnType<typeof createTestPage>['worker'];

function connected(worker: TestWorkerConnection): Promise<void> {
  return new Promise((resolve) => {
    worker.onStatus((status) => {
      if (status === 'connected') resolve();
    });
  });
}
