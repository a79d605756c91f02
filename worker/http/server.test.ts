import { once } from 'node:events';
import { symlink, truncate } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testServer.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

describe('the address', () => {
  it('is on loopback, at a random port, with an unguessable token that no request carries', () => {
    expect(test.server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
    expect(test.server.port).toBeGreaterThan(1023);
  });
});

describe('the link that is handed to the browser', () => {
  it('leads to the page once, and does not hold the token', async () => {
    const url = new URL(test.server.createLaunchUrl());
    expect(url.href).not.toContain(test.token);
    const { status, headers } = await test.request(url.pathname);
    expect([status, headers.location, headers['cache-control']]).toEqual([
      303,
      `/#token=${test.token}`,
      'no-store',
    ]);
    for (const path of [url.pathname, '/open/', '/open/x']) {
      expect((await test.request(path)).status).toBe(404);
    }
  });
});

describe('requests of other sites', () => {
  it.each([
    ['/', { host: 'rebound.example' }],
    ['/', { host: '127.0.0.1' }],
    ['/media/f1', { origin: 'https://evil.example' }],
    ['/media/f1', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['/nowhere', { host: 'rebound.example' }],
  ])('are refused before routing: %s %j', async (path, headers) => {
    const { status, headers: answered } = await test.request(path, { headers });
    expect(status).toBe(403);
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('get no permission to ask again', async () => {
    const { status, headers } = await test.request('/upload', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('are refused with a whole address as the target, two hosts or none', async () => {
    const { port } = test.server;
    const targets = await Promise.all([
      test.sendRaw(
        `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
      ),
      test.sendRaw(
        `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      ),
      test.sendRaw('GET / HTTP/1.0\r\n\r\n'),
    ]);
    expect(targets.map((answer) => answer.slice(9, 12))).toEqual(['400', '403', '403']);
  });
});

describe('the page', () => {
  it('is sent with headers that let nothing in or out', async () => {
    const { status, headers, body } = await test.request('/');
    expect({ status, body: body.toString() }).toEqual({
      status: 200,
      body: '<!doctype html><title>Page</title>',
    });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it('has files that are kept for good when their name holds their hash', async () => {
    const { headers, body } = await test.request('/assets/index-Bc3dE5fG.js');
    expect(body.toString()).toBe('export {};');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('answers HEAD without a body and other methods not at all', async () => {
    const head = await test.request('/', { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '34', 0]);
    const posted = await test.request('/', { method: 'POST', headers: { origin: test.origin }, body: 'x' });
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets\\..\\..\\secret.txt',
    '/..%c0%afsecret.txt',
    '/....//secret.txt',
    '/./secret.txt',
    '//secret.txt',
    '/index.html/',
    '/index.html%00.js',
    '/%00',
    '/C:/secret.txt',
    '/index.html:stream',
    '/.env',
    '/assets',
    '/assets/',
    '/assets/.',
    '/nowhere.js',
    '/rpc',
    '/%',
    `/${'a/'.repeat(100)}a`,
  ])('does not lead out of its folder: %s', async (path) => {
    const { status, body } = await test.request(path);
    expect(status).toBe(404);
    expect(body.toString()).toBe('Not found\n');
  });

  it('does not lead out of its folder by a NUL in the raw bytes or a link', async () => {
    const { port } = test.server;
    const answer = await test.sendRaw(`GET /index.html\0 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    await symlink(join(test.folder, 'secret.txt'), join(test.folder, 'page', 'link.txt'));
    expect((await test.request('/link.txt')).status).toBe(404);
  });
});

describe('a page that is not built', () => {
  it('says how to build it', async () => {
    await using unbuilt = await startTestServer({}, { pageDir: 'nowhere' });
    const { status, headers, body } = await unbuilt.request('/');
    expect([status, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(body.toString()).toContain('npm run build:page');
  });
});

describe('a recording', () => {
  let token: string;
  beforeAll(async () => {
    token = (await test.connectSocket()).mediaToken;
  });
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    test.request(`${path}?token=${token}`, { headers, method });

  it('is sent whole, not to be stored', async () => {
    const { status, headers, body } = await get('/media/f1');
    expect([status, body.toString()]).toEqual([200, '0123456789']);
    expect(headers).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': '10',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['bytes=5-4', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
    ['bytes=10-', 416, 'Range not satisfiable\n', 'bytes */10'],
    ['bytes=99999999999999999999-', 416, 'Range not satisfiable\n', 'bytes */10'],
  ])('answers the range %s with %d', async (range, status, content, contentRange) => {
    const response = await get('/media/f1', { range });
    expect([response.status, response.body.toString(), response.headers['content-range']]).toEqual([
      status,
      content,
      contentRange,
    ]);
  });

  it('is sent whole when it has changed since the first range', async () => {
    const { etag = '' } = (await get('/media/f1')).headers;
    expect((await get('/media/f1', { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    expect((await get('/media/f1', { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
  });

  it('answers HEAD with the size alone', async () => {
    const { status, headers, body } = await get('/media/f1', { range: 'bytes=2-4' }, 'HEAD');
    expect([status, headers['content-length'], body.length]).toEqual([206, '3', 0]);
  });

  it('is never sent as a page, whatever its name', async () => {
    const { headers } = await get('/media/f2');
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    'f3',
    'f4',
    'f9',
    '',
    'constructor',
    '../secret.txt',
    '..%2fsecret.txt',
    'f1/',
    '/etc/passwd',
    'f1%00',
  ])('is not found when it is not in the library, or gone: %s', async (mediaId) => {
    expect((await get(`/media/${mediaId}`)).status).toBe(404);
  });

  it('is not sent without a token, with a wrong one, or with that of the address', async () => {
    for (const query of [
      '',
      '?token=',
      '?token=x',
      `?token=${test.token}`,
      `?Token=${token}`,
      `?token=${token}x`,
    ]) {
      expect((await test.request(`/media/f1${query}`)).status).toBe(401);
    }
    const cookie = await test.request('/media/f1', { headers: { cookie: `token=${token}` } });
    expect(cookie.status).toBe(401);
  });
});

describe('many and slow connections', () => {
  it('are bounded, and free again', async () => {
    await using busy = await startTestServer({ maxConnections: 20 });
    const sockets = Array.from({ length: 200 }, () => connect(busy.server.port, '127.0.0.1'));
    const dropped = new Promise<void>((resolve) => {
      let count = 0;
      for (const socket of sockets) {
        socket.on('error', () => undefined);
        socket.on('close', () => ++count === 180 && resolve());
        socket.resume();
      }
    });
    await dropped;
    const freed = sockets.filter((socket) => !socket.destroyed);
    expect(freed.length).toBe(20);
    await Promise.all(freed.map((socket) => new Promise((resolve) => socket.on('close', resolve).destroy())));
    await expect.poll(async () => (await busy.request('/').catch(() => null))?.status).toBe(200);
  });

  it('are cut off when a head does not come', async () => {
    await using impatient = await startTestServer({ headersTimeoutMs: 50 });
    const { port } = impatient.server;
    const answers = await Promise.all([
      impatient.sendRaw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `),
      impatient.sendRaw(''),
    ]);
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['408', '408']);
  });

  it('are refused with a head that has no end', async () => {
    const { port } = test.server;
    const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await test.sendRaw(head)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('are cut off when they do not read, which makes room for others', async () => {
    await using narrow = await startTestServer({ maxConnections: 2, idleTimeoutMs: 200 });
    const { mediaToken } = await narrow.connectSocket();
    await truncate(join(narrow.folder, 'call.wav'), 64_000_000);
    const { port } = narrow.server;
    const slow = connect(port, '127.0.0.1');
    slow.write(`GET /media/f1?token=${mediaToken} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(slow, 'readable');
    await expect(narrow.request('/')).rejects.toThrow();
    await expect.poll(async () => (await narrow.request('/').catch(() => null))?.status).toBe(200);
    slow.destroy();
  });

  it('do not keep the server from stopping', async () => {
    await using stopping = await startTestServer();
    const idle = connect(stopping.server.port, '127.0.0.1');
    await new Promise((resolve) => idle.on('connect', resolve));
    await stopping.request('/');
    const { socket } = await stopping.connectSocket();
    const goodbye = new Promise((resolve) => socket.on('close', resolve));
    const gone = new Promise((resolve) => idle.on('close', resolve).resume());
    await stopping.close();
    expect(await goodbye).toBe(1001);
    await gone;
    await expect(stopping.request('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
