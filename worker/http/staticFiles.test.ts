import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testServer.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

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
