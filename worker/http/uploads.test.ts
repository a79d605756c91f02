import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_HTTP_LIMITS } from './httpLimits.ts';
import { startTestServer, type TestRequest, type TestResponse, type TestServer } from './testServer.ts';
import { openUploadRoute } from './uploadRoute.ts';

const MAX_UPLOAD_BYTES = 200_000;

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ maxUploadBytes: MAX_UPLOAD_BYTES, maxUploads: 2 });
});
afterAll(() => test.close());

function upload(name: string, body: TestRequest['body'], headers: Record<string, string> = {}) {
  return test.request(`/upload?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { origin: test.origin, authorization: `Bearer ${test.token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** The head of an upload, to be sent by hand. */
function createHead({ server, origin, token }: TestServer, sizeBytes = 1000): string {
  return [
    'POST /upload?name=a.wav HTTP/1.1',
    `Host: 127.0.0.1:${server.port}`,
    `Origin: ${origin}`,
    `Authorization: Bearer ${token}`,
    `Content-Length: ${sizeBytes}`,
    '\r\n',
  ].join('\r\n');
}

function readReply({ status, body }: TestResponse): { status: number; reply: unknown } {
  return { status, reply: JSON.parse(body.toString()) };
}

async function listPartial({ uploadsDir } = test): Promise<readonly string[]> {
  return (await readdir(uploadsDir)).filter((name) => name.endsWith('.part'));
}

describe('an upload', () => {
  it('is kept under its name, for its owner alone, and the path is returned', async () => {
    const content = Buffer.alloc(150_000, 'sound');
    const digits = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const path = join(test.uploadsDir, digits, 'Besprechung – März.m4a');
    const uploaded = await upload('../../Besprechung – März.M4A', content);
    expect(readReply(uploaded)).toEqual({ status: 201, reply: { path } });
    expect(await readFile(path)).toEqual(content);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await listPartial()).toEqual([]);
  });

  it('is kept though somebody has deleted the folder of uploads meanwhile', async () => {
    await rm(test.uploadsDir, { recursive: true });
    expect((await upload('a.wav', 'sound')).status).toBe(201);
    if (process.platform !== 'win32') expect((await stat(test.uploadsDir)).mode & 0o777).toBe(0o700);
  });

  it('is kept once when the same file is dropped again, and may come in pieces of unknown number', async () => {
    const first = readReply(await upload('call.wav', 'same sound'));
    const second = readReply(await upload('call.wav', Readable.from(['same ', 'sound'])));
    expect(second).toEqual(first);
    expect((await upload('other.wav', 'same sound')).status).toBe(201);
    const { path } = first.reply as { path: string };
    expect((await readdir(join(path, '..'))).sort()).toEqual(['call.wav', 'other.wav']);
  });

  it.each([
    ['no token', { authorization: '' }],
    ['a wrong token', { authorization: 'Bearer x' }],
    ['another scheme', { authorization: 'Basic x' }],
  ])('is refused with %s', async (_what, headers) => {
    const { status } = await upload('a.wav', 'x', headers);
    expect(status).toBe(401);
  });

  it('is refused with the token of the media, which is for reading only', async () => {
    const { mediaToken } = await test.connectSocket();
    expect((await upload('a.wav', 'x', { authorization: `Bearer ${mediaToken}` })).status).toBe(401);
  });

  it('is refused from another origin, and by other methods', async () => {
    expect((await upload('a.wav', 'x', { origin: 'https://evil.example' })).status).toBe(403);
    const { status, headers } = await test.request('/upload', { headers: { origin: test.origin } });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  it('is refused above the bound, whether its size is told or not, and leaves nothing', async () => {
    const before = await readdir(test.uploadsDir);
    const tooLarge = Buffer.alloc(MAX_UPLOAD_BYTES + 1);
    const error = expect.objectContaining({
      code: 'invalid-request',
      details: { reason: 'too-large', maxBytes: MAX_UPLOAD_BYTES },
    }) as unknown;
    const answers = [
      await upload('a.wav', tooLarge),
      await upload('a.wav', Readable.from([tooLarge.subarray(1), tooLarge.subarray(0, 1)])),
    ];
    expect(answers.map(readReply)).toEqual([
      { status: 400, reply: { error } },
      { status: 400, reply: { error } },
    ]);
    expect(await readdir(test.uploadsDir)).toEqual(before);
    expect((await upload('a.wav', tooLarge.subarray(1))).status).toBe(201);
  });

  it('is refused by its head alone when it is too large, and the connection ends', async () => {
    const answer = await test.sendRaw(createHead(test, MAX_UPLOAD_BYTES + 1));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('leaves nothing when the browser goes away, or sends no more', async () => {
    const goingAway = connect(test.server.port, '127.0.0.1').resume();
    goingAway.write(`${createHead(test)}beginning`);
    await expect.poll(() => listPartial()).toHaveLength(1);
    goingAway.destroy();
    await expect.poll(() => listPartial()).toEqual([]);
    await using impatient = await startTestServer({ idleTimeoutMs: 1000 });
    const stalled = connect(impatient.server.port, '127.0.0.1').resume();
    stalled.write(`${createHead(impatient)}beginning`);
    await expect.poll(() => listPartial(impatient)).toHaveLength(1);
    await once(stalled, 'close');
    await expect.poll(() => listPartial(impatient)).toEqual([]);
  });

  it('is refused while as many as allowed are going on', async () => {
    const slow = [0, 1].map(() => connect(test.server.port, '127.0.0.1').resume());
    for (const socket of slow) socket.write(`${createHead(test)}beginning`);
    await expect.poll(() => listPartial()).toHaveLength(2);
    expect(readReply(await upload('a.wav', 'x'))).toMatchObject({
      status: 429,
      reply: { error: { code: 'invalid-request', details: { reason: 'too-many-uploads', maxUploads: 2 } } },
    });
    for (const socket of slow) socket.destroy();
    await expect.poll(() => listPartial()).toEqual([]);
    expect((await upload('a.wav', 'x')).status).toBe(201);
  });
});

describe('a server that stops and starts', () => {
  it('leaves nothing of uploads that were cut off', async () => {
    await using stopping = await startTestServer();
    const socket = connect(stopping.server.port, '127.0.0.1').resume();
    socket.on('error', () => undefined);
    socket.write(`${createHead(stopping)}beginning`);
    await expect.poll(() => readdir(stopping.uploadsDir)).toHaveLength(1);
    await stopping.server.close();
    expect(await readdir(stopping.uploadsDir)).toEqual([]);
  });

  it('removes what a server that was killed has left', async () => {
    const uploadsDir = join(test.folder, 'left');
    await mkdir(join(uploadsDir, 'kept'), { recursive: true });
    await writeFile(join(uploadsDir, '.1b9d6bcd.part'), 'beginning');
    await openUploadRoute({ uploadsDir, limits: DEFAULT_HTTP_LIMITS, logger: { warn: () => undefined } });
    expect(await readdir(uploadsDir)).toEqual(['kept']);
  });
});
