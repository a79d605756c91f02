import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../contract/index.ts';
import { migrateSettings } from './migrations.ts';
import { readSettings } from './readSettings.ts';
import { openSettingsStore } from './settingsStore.ts';

const DEFAULTS = {
  version: 1,
  defaultModel: 'earshot-starter',
  defaultLanguage: 'auto',
  device: 'auto',
  threads: null,
  offline: false,
  unloadAfterMinutes: 10,
  cacheDir: null,
  hubEndpoint: null,
  proxy: null,
  cleanup: { budgetBytes: null, unusedDays: null },
  appearance: 'system',
  singleKeyShortcuts: true,
  keepOriginals: false,
  copies: 'with-meeting',
  onboarded: false,
  exportChoices: { format: 'txt', options: {} },
};
const NOON_MS = Date.UTC(2026, 0, 2, 12);
const BROKEN_NAME = 'settings.json.broken-2026-01-02T12-00-00-000Z';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const open = () => openSettingsStore({ file, now: () => NOON_MS });
const readFileAsJson = (): unknown => JSON.parse(readFileSync(file, 'utf8'));

describe('openSettingsStore', () => {
  it('starts with the defaults and writes nothing until something changes', async () => {
    const store = await open();
    expect(store.get()).toEqual(DEFAULTS);
    expect(store.problem).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stores an update and finds it again', async () => {
    const store = await open();
    expect(await store.update({ offline: true })).toEqual({ ...DEFAULTS, offline: true });
    expect(readFileAsJson()).toEqual({ ...DEFAULTS, offline: true });
    expect((await open()).get()).toEqual({ ...DEFAULTS, offline: true });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('completes a file from before a setting existed and drops keys it does not know', async () => {
    writeFileSync(file, '\ufeff{ "version": 1, "threads": 3, "colour": "blue" }');
    const store = await open();
    expect(store.get()).toEqual({ ...DEFAULTS, threads: 3 });
    expect(store.problem).toBeNull();
    await store.update({ device: 'cpu' });
    expect(readFileAsJson()).toEqual({ ...DEFAULTS, threads: 3, device: 'cpu' });
  });

  it('does every one of many updates that are asked for at once', async () => {
    const store = await open();
    const seen: (number | null)[] = [];
    store.subscribe(({ threads }) => seen.push(threads));
    const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
    await Promise.all([
      ...numbers.map((threads) => store.update({ threads })),
      store.update({ offline: true }),
    ]);
    expect(seen).toEqual([...numbers, 30]);
    expect(readFileAsJson()).toEqual({ ...DEFAULTS, threads: 30, offline: true });
  });

  it('sets a file that is not JSON aside and reports it', async () => {
    writeFileSync(file, '{ "offline": tr');
    const store = await open();
    expect(store.get()).toEqual(DEFAULTS);
    expect(store.problem).toEqual({ unreadable: ['file'], savedAs: join(folder, BROKEN_NAME) });
    expect(readFileSync(join(folder, BROKEN_NAME), 'utf8')).toBe('{ "offline": tr');
    expect((await open()).problem).toBeNull();
  });

  it('keeps offline mode on when another value of the file is broken', async () => {
    const content = '{ "version": 1, "offline": true, "threads": "many" }';
    writeFileSync(file, content);
    const store = await open();
    expect(store.get()).toEqual({ ...DEFAULTS, offline: true });
    expect(store.problem).toEqual({ unreadable: ['threads'], savedAs: join(folder, BROKEN_NAME) });
    expect(readFileSync(join(folder, BROKEN_NAME), 'utf8')).toBe(content);
    expect(readFileAsJson()).toEqual({ ...DEFAULTS, offline: true });
  });

  it('keeps the file of a newer app for that app', async () => {
    const content = '{ "version": 7, "offline": true, "device": { "name": "cpu" } }';
    writeFileSync(file, content);
    const store = await open();
    expect(store.get()).toEqual({ ...DEFAULTS, offline: true });
    expect(store.problem?.unreadable).toEqual(['version', 'device']);
    expect(readFileSync(join(folder, BROKEN_NAME), 'utf8')).toBe(content);
  });

  it('moves a folder out of the way that has the name of the file', async () => {
    mkdirSync(file);
    const store = await open();
    expect(store.problem).toEqual({ unreadable: ['file'], savedAs: join(folder, BROKEN_NAME) });
    expect(await store.update({ threads: 2 })).toEqual({ ...DEFAULTS, threads: 2 });
  });

  it('refuses a patch that is none and goes on working', async () => {
    const store = await open();
    const patch = JSON.parse('{ "threads": -1 }') as { threads: number };
    await expect(store.update(patch)).rejects.toMatchObject({
      code: 'invalid-request',
      details: { setting: 'threads' },
    });
    await expect(store.update(JSON.parse('{ "version": 2 }') as object)).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(store.get()).toEqual(DEFAULTS);
    await store.update({ threads: 1, offline: undefined });
    expect(store.get()).toEqual({ ...DEFAULTS, threads: 1 });
  });

  it('keeps the settings as they were when they cannot be stored', async () => {
    const store = await open();
    mkdirSync(join(file, 'in the way'), { recursive: true });
    await expect(store.update({ offline: true })).rejects.toThrow();
    expect(store.get()).toEqual(DEFAULTS);
    rmSync(file, { recursive: true });
    expect(await store.update({ threads: 4 })).toEqual({ ...DEFAULTS, threads: 4 });
  });

  it('tells listeners until they end their subscription, even if one of them fails', async () => {
    const store = await open();
    const seen: boolean[] = [];
    store.subscribe(() => {
      throw new Error('a bug of the listener');
    });
    const end = store.subscribe(({ offline }) => seen.push(offline));
    await store.update({ offline: true });
    end();
    await store.update({ offline: false });
    expect(seen).toEqual([true]);
  });
});

describe('readSettings', () => {
  it('never throws, whatever the text', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '3',
      '"x"',
      '{"version":"1"}',
      '{"__proto__":{"offline":true}}',
      '\0',
    ]) {
      expect(settingsSchema.safeParse(readSettings(text).settings).success).toBe(true);
    }
    expect(readSettings('{"__proto__":{"offline":true}}').settings.offline).toBe(false);
  });
});

describe('migrateSettings', () => {
  const migrations = [
    ({ colour, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, theme: colour }),
    (settings: Readonly<Record<string, unknown>>) => ({ ...settings, size: 2 }),
  ];

  it('takes the steps that a file has not had yet', () => {
    expect(migrateSettings({ colour: 'dark' }, migrations)).toEqual({ version: 3, theme: 'dark', size: 2 });
    expect(migrateSettings({ version: 2, theme: 'dark' }, migrations)).toEqual({
      version: 3,
      theme: 'dark',
      size: 2,
    });
    expect(migrateSettings({ version: 3, theme: 'dark' }, migrations)).toEqual({ version: 3, theme: 'dark' });
  });

  it('leaves versions alone that it cannot know', () => {
    for (const version of [4, 0, -1, 1.5, '1', null])
      expect(migrateSettings({ version }, migrations)).toBeNull();
  });
});
