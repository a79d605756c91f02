import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testServer.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

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
