import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from '../../e2e/electron/findElectron.ts';
import { fetchElectron, type FetchLimits } from './fetchElectron.ts';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const PATIENT: FetchLimits = { answerMs: 60_000, stallMs: 60_000, totalMs: 60_000, unpackMs: 60_000 };
const UNIX = 3;
const EXECUTABLE = 0o100_755;
const PROGRAM = process.platform === 'win32' ? 'electron.exe' : 'electron';
/** As in a distribution: the program, and the file in which its version stands. */
const ARCHIVE = zipSync({
  [process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : PROGRAM]: [
    new TextEncoder().encode('#!/bin/sh\n'),
    { os: UNIX, attrs: EXECUTABLE * 0x1_0000 },
  ],
  version: new TextEncoder().encode('99.2.3'),
});

let folder: string;
let packageDir: string;
let server: Server;
let asked: string[];
let answer: RequestListener;

/** The npm package, which has no program yet, with the checksum of our archive. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-fetch-'));
  packageDir = join(folder, 'node_modules', 'electron');
  await mkdir(packageDir, { recursive: true });
  await cp(join(NODE_MODULES, 'electron', 'install.js'), join(packageDir, 'install.js'));
  await writeFile(join(packageDir, 'package.json'), '{ "name": "electron", "version": "99.2.3" }');
  const name = `electron-v99.2.3-${process.platform}-${process.arch}.zip`;
  const sum = createHash('sha256').update(ARCHIVE).digest('hex');
  await writeFile(join(packageDir, 'checksums.json'), JSON.stringify({ [name]: sum }));
  asked = [];
  answer = (_request, response) => response.end(ARCHIVE);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function fetchFrom(
  mirror: string,
  {
    limits,
    env = {},
    signal = new AbortController().signal,
    onProgress = () => undefined,
  }: {
    readonly limits?: Partial<FetchLimits>;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    readonly onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
  } = {},
): Promise<void> {
  return fetchElectron({
    packageDir,
    env: {
      PATH: process.env['PATH'],
      SystemRoot: process.env['SystemRoot'],
      TMPDIR: folder,
      // The packages of the installer.
      NODE_PATH: NODE_MODULES,
      electron_config_cache: join(folder, 'cache'),
      ELECTRON_MIRROR: `${mirror}/`,
      ...env,
    },
    signal,
    onProgress,
    limits: { ...PATIENT, ...limits },
  });
}

/** What is left after a failure: no program that would be taken for one, and nothing in the cache. */
async function listRemains(): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /dist|path\.txt|\.zip$/.test(name));
}

describe("Electron's program", () => {
  it('is fetched from a mirror, checked, and unpacked where it is looked for', async () => {
    const progress: (readonly [number, number | null])[] = [];
    answer = (_request, response) => {
      response.setHeader('Content-Length', ARCHIVE.byteLength).end(ARCHIVE);
    };
    await fetchFrom(origin(), { onProgress: (...each) => progress.push(each) });
    expect(asked).toEqual([`/v99.2.3/electron-v99.2.3-${process.platform}-${process.arch}.zip`]);
    const program = findElectron({}, { packageDir }) ?? '';
    expect(await readFile(program, 'utf8')).toBe('#!/bin/sh\n');
    expect(progress.at(-1)).toEqual([ARCHIVE.byteLength, ARCHIVE.byteLength]);
  });

  it('is taken from the cache without a question when it was fetched before', async () => {
    await fetchFrom(origin());
    await rm(join(packageDir, 'path.txt'));
    await fetchFrom(origin());
    expect(asked).toHaveLength(1);
    expect(findElectron({}, { packageDir })).not.toBeNull();
  });

  it.each([
    ['HTTP_PROXY', 'the system'],
    ['npm_config_proxy', 'npm'],
  ])('comes through the proxy that %s names', async (variable) => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const through = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      for (const each of [through, socket]) each.on('error', () => undefined);
    });
    proxy.on('request', (request, response) => {
      tunnels.push(new URL(request.url ?? '').host);
      response.end(ARCHIVE);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    try {
      const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      await fetchFrom('http://mirror.example:80', { env: { [variable]: address } });
      expect(tunnels[0]).toMatch(/^mirror\.example(:80)?$/);
      expect(findElectron({}, { packageDir })).not.toBeNull();
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});

describe("a fetch of Electron's program", () => {
  it.each<readonly [string, string, RequestListener, Partial<FetchLimits>]>([
    [
      'the mirror does not have it',
      '127.0.0.1:PORT answers with 404',
      (_request, response) => response.writeHead(404).end(),
      {},
    ],
    ['nothing is answered', '127.0.0.1:PORT does not answer', () => undefined, { answerMs: 50 }],
    [
      'nothing more comes',
      'its download stopped halfway',
      (_request, response) => response.write(ARCHIVE.subarray(0, 20)),
      { stallMs: 50 },
    ],
    [
      'it takes too long',
      'it took too long',
      (_request, response) => response.write(ARCHIVE.subarray(0, 20)),
      { totalMs: 2000 },
    ],
    [
      'it is cut off',
      '127.0.0.1:PORT cannot be reached: UND_ERR_SOCKET',
      (_request, response) => {
        response.setHeader('Content-Length', ARCHIVE.byteLength);
        response.write(ARCHIVE.subarray(0, 20), () => response.destroy());
      },
      {},
    ],
    [
      'it is another file',
      'what came is not what Electron published',
      (_request, response) => response.end('something else'),
      {},
    ],
  ])('fails when %s', async (_what, reason, listener, limits) => {
    answer = listener;
    const { port } = server.address() as AddressInfo;
    await expect(fetchFrom(origin(), { limits })).rejects.toMatchObject({
      name: 'FetchFailure',
      reason: reason.replace('PORT', String(port)),
    });
    expect(await listRemains()).toEqual([]);
  });

  it('fails at once when nobody listens', async () => {
    const closed = origin();
    server.close();
    await expect(fetchFrom(closed)).rejects.toMatchObject({
      reason: `${new URL(closed).host} cannot be reached: ECONNREFUSED`,
    });
  });

  it('ends when it is canceled', async () => {
    const canceling = new AbortController();
    answer = (_request, response) => {
      response.write(ARCHIVE.subarray(0, 20));
      canceling.abort();
    };
    await expect(fetchFrom(origin(), { signal: canceling.signal })).rejects.toMatchObject({
      reason: 'you canceled it',
    });
    expect(await listRemains()).toEqual([]);
  });

  it('fails when what came cannot be unpacked, and is not taken for a program', async () => {
    await writeFile(join(packageDir, 'dist'), 'This is no folder.');
    await expect(fetchFrom(origin())).rejects.toMatchObject({
      reason: 'it cannot be unpacked; npx install-electron says why',
    });
    expect(findElectron({}, { packageDir })).toBeNull();
  });
});
