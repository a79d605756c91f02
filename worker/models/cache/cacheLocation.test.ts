import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  expandPath,
  findAmbientCache,
  findAmbientCaches,
  findCacheLocation,
  findHubHome,
} from './cacheLocation.ts';

const HOME = resolve('/home/ada');
const dataDir = resolve('/data');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-location-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('cacheLocation', () => {
  it('takes the environment before the setting before the data folder', () => {
    const environment = { EARSHOT_CACHE_DIR: resolve('/env') };
    const setting = resolve('/setting');
    expect(findCacheLocation({ environment, setting, dataDir })).toEqual({
      path: resolve('/env'),
      source: 'environment',
    });
    expect(findCacheLocation({ environment: { EARSHOT_CACHE_DIR: ' ' }, setting, dataDir })).toEqual({
      path: setting,
      source: 'setting',
    });
    expect(findCacheLocation({ environment: {}, setting: null, dataDir })).toEqual({
      path: join(dataDir, 'models'),
      source: 'default',
    });
  });

  it('finds the hub cache of other tools in the order they use, empty variables being unset', () => {
    const all = {
      HF_HUB_CACHE: resolve('/a'),
      HUGGINGFACE_HUB_CACHE: resolve('/b'),
      HF_HOME: resolve('/c'),
      XDG_CACHE_HOME: resolve('/d'),
    };
    const without = (...names: string[]) =>
      findAmbientCache({ ...all, ...Object.fromEntries(names.map((name) => [name, ''])) }, HOME).path;
    expect(without()).toBe(resolve('/a'));
    expect(without('HF_HUB_CACHE')).toBe(resolve('/b'));
    expect(without('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE')).toBe(resolve('/c/hub'));
    expect(without('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME')).toBe(resolve('/d/huggingface/hub'));
    expect(findAmbientCache({}, HOME)).toEqual({
      path: join(HOME, '.cache', 'huggingface', 'hub'),
      source: 'default',
    });
  });

  it('lists each existing cache once', async () => {
    await mkdir(join(folder, 'one', 'hub'), { recursive: true });
    await mkdir(join(folder, '.cache', 'huggingface', 'hub'), { recursive: true });
    await writeFile(join(folder, 'file'), '');
    const environment = {
      HF_HUB_CACHE: join(folder, 'one', 'hub'),
      HUGGINGFACE_HUB_CACHE: join(folder, 'file'),
      HF_HOME: join(folder, 'one'),
    };
    expect(await findAmbientCaches(environment, folder)).toEqual([
      { path: join(folder, 'one', 'hub'), source: 'HF_HUB_CACHE' },
      { path: join(folder, '.cache', 'huggingface', 'hub'), source: 'default' },
    ]);
  });

  it('expands the home folder and variables, and leaves unknown ones as written', () => {
    const environment = { PLACE: 'disk', DEEP: 'x' };
    expect(expandPath('~/models', environment, HOME)).toBe(join(HOME, 'models'));
    expect(expandPath('~', environment, HOME)).toBe(HOME);
    expect(expandPath('/mnt/$PLACE/${DEEP}', environment, HOME)).toBe('/mnt/disk/x');
    expect(expandPath('/mnt/$NONE/~x', environment, HOME)).toBe('/mnt/$NONE/~x');
    expect(expandPath('relative', environment, HOME)).toBe(resolve('relative'));
    expect([expandPath('  ', environment, HOME), expandPath(undefined, environment, HOME)]).toEqual([
      null,
      null,
    ]);
  });

  it('finds the folder of the token', () => {
    expect(findHubHome({ HF_HOME: '~/hf' }, HOME)).toBe(join(HOME, 'hf'));
    expect(findHubHome({ XDG_CACHE_HOME: resolve('/x') }, HOME)).toBe(resolve('/x/huggingface'));
    expect(findHubHome({}, HOME)).toBe(join(HOME, '.cache', 'huggingface'));
  });
});
