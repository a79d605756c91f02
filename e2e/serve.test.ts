import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSocketTransport } from '../renderer/connection/socketTransport.ts';
import {
  BROWSER_SHELL,
  createRpcClient,
  type RpcClient,
  uploadReplySchema,
} from '../worker/contract/index.ts';
import { acquireFileLock } from '../worker/database/fileLock.ts';
import { waitForJob } from '../worker/entries/waitForJob.ts';
import { readWorkerPid } from './readWorkerPid.ts';
import { runEarshot, SAMPLE_MEETING, startEarshot } from './runEarshot.ts';

const PATIENCE = { timeout: 120_000, interval: 20 };

/** The programs that open a browser on Linux and macOS. */
const OPENERS = ['xdg-open', 'open'] as const;

interface ServedPage {
  readonly origin: string;
  readonly token: string;
  readonly client: RpcClient;
  readonly mediaToken: string;
}

let folder: string;
let dataDir: string;
let started: ReturnType<typeof startEarshot>;
let page: ServedPage;

/** The address that the command prints. */
async function readAddress({ child, ended }: ReturnType<typeof startEarshot>): Promise<URL> {
  if (child.stdout === null) throw new Error('The output is not piped.');
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (!Array.isArray(line)) throw new Error(`The command has ended: ${JSON.stringify(line)}`);
  const { url } = JSON.parse(String(line[0])) as { readonly url: string };
  return new URL(url);
}

async function connectPage(address: URL): Promise<ServedPage> {
  const { origin } = address;
  const token = new URLSearchParams(address.hash.slice(1)).get(BROWSER_SHELL.fragmentKey) ?? '';
  const { transport, mediaToken } = await openSocketTransport({
    url: `ws://${address.host}${BROWSER_SHELL.socketPath}`,
    token,
    createSocket: (url) => new WebSocket(url, { headers: { origin } }),
  });
  return { origin, token, mediaToken, client: createRpcClient(transport) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-serve-'));
  dataDir = join(folder, 'data');
  for (const name of OPENERS) {
    await writeFile(join(folder, name), `#!/bin/sh\nprintf %s "$1" > "${folder}/opened"\n`);
    await chmod(join(folder, name), 0o755);
  }
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  started = startEarshot(['serve', '--open', '--json', '--offline', '--data-dir', dataDir], env);
  page = await connectPage(await readAddress(started));
});

afterAll(async () => {
  started.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe('earshot serve', () => {
  it('takes a dropped file, transcribes it and plays it', async () => {
    const { origin, token, client, mediaToken } = page;
    const dropped = await readFile(SAMPLE_MEETING);
    const uploaded = await fetch(`${origin}${BROWSER_SHELL.uploadPath}?name=Team%20call.ogg`, {
      method: 'POST',
      headers: { origin, authorization: `Bearer ${token}` },
      body: dropped,
    });
    const reply = uploadReplySchema.parse(await uploaded.json());
    if ('error' in reply) throw new Error(reply.error.message);
    expect(await readFile(reply.path)).toEqual(dropped);

    const heard: string[] = [];
    client.on('segments.added', ({ segments }) => heard.push(...segments.map(({ text }) => text)));
    const job = await waitForJob(
      client,
      () => client.request('jobs.start', { kind: 'transcribe', path: reply.path }),
      { signal: new AbortController().signal, onChange: () => undefined },
    );
    expect(job.error).toBeNull();
    const meeting = await client.request('library.get', { meetingId: job.meetingId ?? '' });
    const texts = meeting.transcript?.segments.map(({ text }) => text) ?? [];
    expect(meeting.title).toBe('Team call');
    expect(texts.length).toBeGreaterThan(10);
    expect(heard).toEqual(texts);

    const media = await fetch(
      `${origin}${BROWSER_SHELL.mediaPath}${meeting.media.mediaId}?token=${mediaToken}`,
      { headers: { range: 'bytes=100-199' } },
    );
    expect([media.status, media.headers.get('content-type')]).toEqual([206, 'audio/ogg']);
    expect(Buffer.from(await media.arrayBuffer())).toEqual(dropped.subarray(100, 200));
  });

  it('serves a second window beside the first, which hears what it does', async () => {
    const second = await connectPage(new URL(`${page.origin}/#token=${page.token}`));
    const [meeting] = await second.client.request('library.list', {});
    const changed = new Promise((resolve) => page.client.on('meeting.changed', resolve));
    const meetingId = meeting?.meetingId ?? '';
    await second.client.request('library.rename', { meetingId, title: 'Renamed' });
    expect(await changed).toEqual({ meetingId });
    second.client.close();
  });

  it('opens the browser with a link that does not tell the token', async () => {
    await expect.poll(() => readdir(folder)).toContain('opened');
    const opened = await readFile(join(folder, 'opened'), 'utf8');
    expect(opened).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{43}$/);
    expect(opened).not.toContain(page.token);
    const { status, headers } = await fetch(opened, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([303, `/#token=${page.token}`]);
  });

  it('says that a port is in use, and that a library is', async () => {
    const { port } = new URL(page.origin);
    const [samePort, sameLibrary] = await Promise.all([
      runEarshot(['serve', '--port', port, '--data-dir', join(folder, 'other')]),
      runEarshot(['serve', '--data-dir', dataDir, '--json']),
    ]);
    expect(samePort).toMatchObject({
      code: 2,
      stderr: `earshot: Port ${port} is in use. See "earshot serve --help".\n`,
    });
    expect(sameLibrary.code).toBe(1);
    expect(JSON.parse(sameLibrary.stdout)).toMatchObject({ type: 'error', code: 'database-busy' });
  });

  it('ends in order with Ctrl-C', async () => {
    const { client } = page;
    const pending = client.request('media.probe', { path: SAMPLE_MEETING }).catch(() => null);
    // A terminal tells both.
    process.kill(await readWorkerPid(dataDir), 'SIGINT');
    started.child.kill('SIGINT');
    const { code, signal, stderr } = await started.ended;
    expect({ code, signal, stderr }).toEqual({
      code: 0,
      signal: null,
      stderr: 'Whoever has this address can read your library. Ctrl-C stops.\n',
    });
    await pending;
    await expect(client.request('settings.get')).rejects.toMatchObject({ code: 'worker-exited' });
  });
});

describe('the worker of earshot serve', () => {
  let serving: ReturnType<typeof startEarshot>;
  let ownDir: string;
  let address: URL;
  beforeEach(async () => {
    ownDir = await mkdtemp(join(folder, 'own-'));
    serving = startEarshot(['serve', '--json', '--offline', '--data-dir', ownDir]);
    address = await readAddress(serving);
  });
  afterEach(() => serving.child.kill('SIGKILL'));

  it('is started again when it ends, behind the same address, until it has ended five times', async () => {
    const { client } = await connectPage(address);
    await client.request('settings.update', { defaultLanguage: 'de' });
    let workerPid = 0;
    for (let i = 0; i < 5; i++) {
      const previous = workerPid;
      workerPid = await vi.waitUntil(async () => {
        const pid = await readWorkerPid(ownDir).catch(() => previous);
        return pid !== previous && pid;
      }, PATIENCE);
      if (i === 2) {
        const again = await vi.waitUntil(() => connectPage(address).catch(() => null), PATIENCE);
        expect(await again.client.request('settings.get')).toMatchObject({ defaultLanguage: 'de' });
      }
      process.kill(workerPid, 'SIGKILL');
    }
    const { code, stdout, stderr } = await serving.ended;
    expect(code).toBe(1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      { type: 'serving', url: address.href },
      { type: 'error', code: 'worker-exited', details: { crashes: 5 } },
    ]);
    const restarted =
      'The part of Earshot that does the work stopped unexpectedly and was started again. Unfinished work goes on.\n';
    expect(stderr).toBe(
      [
        'Whoever has this address can read your library. Ctrl-C stops.\n',
        restarted.repeat(4),
        'earshot: Part of Earshot stopped\n',
        '  The part of Earshot that does the work stopped 5 times within ten minutes, so it is not started again by itself.',
        ' Everything transcribed so far is kept.\n',
        '  Start Earshot again; unfinished recordings go on where they stopped.\n',
      ].join(''),
    );
    await expect(fetch(address)).rejects.toThrow();
  });

  it('is not left behind by Ctrl-C while it starts', async () => {
    const startingDir = join(ownDir, 'starting');
    const starting = startEarshot(['serve', '--offline', '--data-dir', startingDir]);
    await vi.waitUntil(() => existsSync(join(startingDir, 'library.db')), PATIENCE);
    starting.child.kill('SIGINT');
    expect(await starting.ended).toMatchObject({ code: 0, signal: null });
  });

  it('ends with what has started it, even when that is killed', async () => {
    serving.child.kill('SIGKILL');
    // The worker has the other end of standard error as well.
    expect(await serving.ended).toMatchObject({ signal: 'SIGKILL' });
    const lock = acquireFileLock(join(ownDir, 'queue.lock'));
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
