import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAbortError, type Settings, settingsSchema } from '../../contract/index.ts';
import { openModelCache } from '../../models/cache/modelCache.ts';
import { createHubService, type HubService } from './hubService.ts';

let dataDir: string;
let settings: Settings;
let hub: HubService;
const listeners = new Set<(settings: Settings) => void>();
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earshot-hub-service-'));
  settings = settingsSchema.parse({});
  hub = open();
});
afterEach(async () => {
  hub.close();
  await rm(dataDir, { recursive: true });
});

function open({ environment = {}, awaitsHostToken = false } = {}): HubService {
  const home = { HF_HOME: join(dataDir, 'hf-home') };
  return createHubService({
    ...{ dataDir, appVersion: '0.0.0', environment: { ...home, ...environment }, awaitsHostToken },
    isAlwaysOffline: false,
    settings: {
      get: () => settings,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    cache: openModelCache({ dataDir, environment: {}, setting: () => null }),
    log: { begin: () => () => undefined, list: () => [] },
    lockFile: () => null,
  });
}

function change(patch: Partial<Settings>): void {
  settings = { ...settings, ...patch };
  for (const listener of listeners) listener(settings);
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(createAbortError());
    });
  });

describe('the connection', () => {
  it('is the same until a setting of it changes', async () => {
    const first = await hub.connect();
    change({ defaultLanguage: 'de' });
    expect(await hub.connect()).toBe(first);
    for (const patch of [{ hubEndpoint: 'https://mirror.example' }, { proxy: 'http://proxy.example:8080' }]) {
      const before = await hub.connect();
      change(patch);
      expect(await hub.connect()).not.toBe(before);
    }
    expect((await hub.connect()).client.endpoint.host).toBe('mirror.example');
    const before = await hub.connect();
    await hub.setToken('hf_new');
    expect(await hub.connect()).not.toBe(before);
  });

  it('waits for the token of a host that is going to send it', async () => {
    const desktop = open({ awaitsHostToken: true });
    let isConnected = false;
    const connected = desktop.connect().then(() => {
      isConnected = true;
    });
    await stat(dataDir);
    expect(isConnected).toBe(false);
    desktop.setHostToken('hf_of_the_keychain');
    await connected;
    expect(await desktop.tokenStatus()).toEqual({ source: 'setting' });
    desktop.close();
  });

  it('names the usual hub where the settings hold nonsense, and does not connect to it', async () => {
    change({ hubEndpoint: 'nonsense' });
    expect(hub.endpoint().host).toBe('huggingface.co');
    await expect(hub.connect()).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('the token', () => {
  it('is kept where only its owner can read it, and forgotten', async () => {
    await writeFile(join(dataDir, 'hub-token'), 'hf_old', { mode: 0o644 });
    expect(await hub.setToken('hf_new')).toEqual({ source: 'setting' });
    const file = join(dataDir, 'hub-token');
    expect([await readFile(file, 'utf8'), (await stat(file)).mode & 0o777]).toEqual(['hf_new', 0o600]);
    expect(await hub.setToken(null)).toEqual({ source: null });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('is refused, and the one of before stays, when it can be none', async () => {
    await hub.setToken('hf_old');
    await expect(hub.setToken('two words')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await readFile(join(dataDir, 'hub-token'), 'utf8')).toBe('hf_old');
  });

  it('of the environment is used after that of the person', async () => {
    const ambient = open({ environment: { HF_TOKEN: 'hf_ambient' } });
    expect(await ambient.tokenStatus()).toEqual({ source: 'environment' });
    expect(await ambient.setToken('hf_own')).toEqual({ source: 'setting' });
    ambient.close();
  });
});

describe('work that may make requests', () => {
  const signal = new AbortController().signal;

  it('ends with "offline" when that is turned on, and as canceled when it is canceled', async () => {
    const switched = hub.whileOnline(signal, untilAborted);
    change({ offline: true });
    await expect(switched).rejects.toMatchObject({ code: 'offline' });
    const controller = new AbortController();
    const canceled = hub.whileOnline(controller.signal, untilAborted);
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
    const closed = hub.whileOnline(signal, untilAborted);
    hub.close();
    await expect(closed).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('that begins offline may do what needs nobody', async () => {
    change({ offline: true });
    expect(await hub.whileOnline(signal, async () => 'from the disk')).toBe('from the disk');
  });
});
