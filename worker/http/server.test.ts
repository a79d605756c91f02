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

  it('is spent by GET alone', async () => {
    const { pathname } = new URL(test.server.createLaunchUrl());
    for (const method of ['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'TRACE']) {
      const { status, headers } = await test.request(pathname, { method, headers: { origin: test.origin } });
      expect([method, status, headers.allow, headers.location]).toEqual([method, 405, 'GET', undefined]);
    }
    expect((await test.request(pathname)).status).toBe(303);
  });
});

describe('methods that a path does not know', () => {
  it.each([
    ['/', 'GET, HEAD', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']],
    ['/nowhere', 'GET, HEAD', ['POST', 'OPTIONS']],
    ['/rpc', 'GET, HEAD', ['POST', 'OPTIONS']],
    ['/media/f1', 'GET, HEAD', ['POST', 'PUT', 'DELETE', 'OPTIONS']],
    ['/upload?name=a.wav', 'POST', ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']],
    ['/open/x', 'GET', ['HEAD', 'POST', 'OPTIONS']],
  ])('are answered with those that it knows: %s', async (path, allowed, methods) => {
    for (const method of methods) {
      const { status, headers } = await test.request(path, { method, headers: { origin: test.origin } });
      expect([method, status, headers.allow]).toEqual([method, 405, allowed]);
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
