import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseShell, type ChooseShellOptions } from './chooseShell.ts';
import { FetchFailure } from './fetchFailure.ts';
import { createFetchMemory } from './fetchMemory.ts';

const DAY_MS = 24 * 60 * 60_000;
const SCREEN = { DISPLAY: ':0' };

let folder: string;
let packageDir: string;
let nowMs: number;
let fetches: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-shell-'));
  packageDir = join(folder, 'electron');
  nowMs = 1_000_000;
  fetches = 0;
});
afterEach(() => rm(folder, { recursive: true }));

async function install(target = join(packageDir, 'dist')): Promise<void> {
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'electron'), 'program');
  await writeFile(join(packageDir, 'path.txt'), 'electron').catch(() => undefined);
}

function choose({
  env = SCREEN,
  fetch = () => Promise.reject(new FetchFailure('github.com does not answer')),
  ...options
}: Partial<Pick<ChooseShellOptions, 'env' | 'fetch' | 'isAsked' | 'platform'>> = {}) {
  return chooseShell({
    packageDir,
    platform: 'linux',
    isAsked: false,
    env,
    memory: createFetchMemory({ file: join(folder, 'cache', 'fetch.json'), env, now: () => nowMs }),
    fetch: (request) => {
      fetches += 1;
      return fetch(request);
    },
    ...options,
  });
}

describe('where Earshot opens', () => {
  it('is a window where the program is, or where it can be fetched', async () => {
    const program = join(packageDir, 'dist', 'electron');
    expect(await choose({ fetch: () => install() })).toEqual({ program });
    expect(await choose()).toEqual({ program });
    expect(fetches).toBe(1);
  });

  it('is the browser where the program is only half unpacked', async () => {
    await mkdir(join(packageDir, 'dist'), { recursive: true });
    await writeFile(join(packageDir, 'dist', 'electron'), 'program');
    expect(await choose()).toMatchObject({ program: null });
    expect(fetches).toBe(1);
  });

  it.each([
    [{}, 'there is no screen here for a window'],
    [
      { ...SCREEN, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
      "ELECTRON_SKIP_BINARY_DOWNLOAD keeps Electron's program from being fetched",
    ],
    [{ ...SCREEN, npm_config_offline: 'true' }, "npm is offline, and Electron's program is not here"],
    [{ ...SCREEN, CI: 'true' }, "Electron's program is not here, and a build server (CI) does not fetch it"],
    [
      { ...SCREEN, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
      "Electron's program is not in /nowhere, which ELECTRON_OVERRIDE_DIST_PATH names",
    ],
  ])('is the browser, without a fetch, with %j', async (env, reason) => {
    expect(await choose({ env })).toEqual({ program: null, reason });
    expect(fetches).toBe(0);
  });

  it('is a window of the distribution that is named', async () => {
    const distribution = join(folder, 'mine');
    await install(distribution);
    const env = { WAYLAND_DISPLAY: 'wayland-0', ELECTRON_OVERRIDE_DIST_PATH: distribution };
    expect(await choose({ env })).toEqual({ program: join(distribution, 'electron') });
  });

  it('needs no variable to know of a screen on macOS and Windows', async () => {
    expect(await choose({ env: {}, platform: 'darwin' })).toMatchObject({ program: null });
    expect(await choose({ env: {}, platform: 'win32', isAsked: true })).toMatchObject({ program: null });
    expect(fetches).toBe(2);
  });
});

describe('a fetch that failed', () => {
  it('is not repeated for a day, which is said', async () => {
    expect(await choose()).toEqual({
      program: null,
      reason:
        "Electron's program cannot be fetched (github.com does not answer); npm start -- --fetch tries again",
    });
    nowMs += DAY_MS - 1;
    expect(await choose()).toEqual({
      program: null,
      reason:
        "Electron's program could not be fetched lately (github.com does not answer); npm start -- --fetch tries again",
    });
    expect(fetches).toBe(1);
    nowMs += 1;
    await choose();
    expect(fetches).toBe(2);
  });

  it('is repeated when the person asks for it, when the clock went back, and with another mirror or proxy', async () => {
    await choose();
    await choose({ isAsked: true });
    expect(fetches).toBe(2);
    await choose({ env: { ...SCREEN, ELECTRON_MIRROR: 'https://mirror.example/' } });
    await choose({ env: { ...SCREEN, npm_config_https_proxy: 'http://proxy.example/' } });
    expect(fetches).toBe(4);
    await choose();
    nowMs -= 10_000;
    await choose();
    expect(fetches).toBe(6);
  });

  it('is forgotten when the program came, and remembers nothing of the settings themselves', async () => {
    const env = { ...SCREEN, HTTPS_PROXY: 'http://me:secret@proxy.example/' };
    await choose({ env });
    expect(await readdir(join(folder, 'cache'))).toEqual(['fetch.json']);
    expect(await readFile(join(folder, 'cache', 'fetch.json'), 'utf8')).not.toContain('secret');
    await choose({ env, isAsked: true, fetch: () => install() });
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });
});
