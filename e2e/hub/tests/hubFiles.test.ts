import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { TestHub } from '../createTestHub.ts';
import { rawRequest } from './rawRequest.ts';
import { CONFIG, CONFIG_OID, MODEL, MODEL_SHA256, useRepositoryHub } from './useRepositoryHub.ts';

let hub: TestHub;
let commit: string;
useRepositoryHub((opened) => ({ hub, commit } = opened));

it('sends small files by way of a relative redirect to the cache', async () => {
  const first = await rawRequest(`${hub.endpoint}/org/name/resolve/main/config.json`);
  expect(first.status).toBe(307);
  const location = first.headers['location'] ?? '';
  expect(location).toBe(
    `/api/resolve-cache/models/org/name/${commit}/config.json` +
      `?%2Forg%2Fname%2Fresolve%2Fmain%2Fconfig.json=&etag=%22${CONFIG_OID}%22`,
  );
  for (const path of [location, location.split('?')[0] ?? '']) {
    const second = await rawRequest(hub.endpoint + path, { headers: { 'Accept-Encoding': 'identity' } });
    expect(second.status).toBe(200);
    expect(second.headers).toMatchObject({
      etag: `"${CONFIG_OID}"`,
      'x-repo-commit': commit,
      'content-length': '24',
      'accept-ranges': 'bytes',
    });
    expect(second.body.toString()).toBe(CONFIG);
  }
});

it('compresses text unless it is asked for as it is', async () => {
  const url = `${hub.endpoint}/api/resolve-cache/models/org/name/${commit}/config.json`;
  const response = await rawRequest(url, { headers: { 'Accept-Encoding': 'gzip, deflate' } });
  expect(response.headers).toMatchObject({
    'content-encoding': 'gzip',
    'transfer-encoding': 'chunked',
    etag: `W/"${CONFIG_OID}"`,
  });
  expect(response.headers['content-length']).toBeUndefined();
  const size = Number.parseInt(response.body.toString('latin1'), 16);
  const start = response.body.indexOf('\r\n') + 2;
  expect(gunzipSync(response.body.subarray(start, start + size)).toString()).toBe(CONFIG);
  const ranged = await rawRequest(url, { headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=1-2' } });
  expect(ranged.headers['content-encoding']).toBeUndefined();
  expect(ranged.body.toString()).toBe('"m');
});

it('redirects large files to signed URLs of the CDN and tells size and hash on the way only', async () => {
  const url = `${hub.endpoint}/org/name/resolve/main/onnx/model.onnx`;
  const first = await rawRequest(url);
  const second = await rawRequest(url, { method: 'HEAD' });
  expect(first.status).toBe(302);
  expect(first.headers).toMatchObject({
    'x-repo-commit': commit,
    'x-linked-size': '200000',
    'x-linked-etag': `"${MODEL_SHA256}"`,
    'x-xet-hash': expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    link: expect.stringContaining('rel="xet-auth"') as unknown,
  });
  expect(first.headers['content-length']).toBe(String(first.body.length));
  expect(second.body.length).toBe(0);
  expect(Number(second.headers['content-length'])).toBeGreaterThan(100);
  const location = first.headers['location'] ?? '';
  expect(location.startsWith(`${hub.cdn}/xet-bridge-us/`)).toBe(true);
  expect(second.headers['location']).not.toBe(location);

  const file = await rawRequest(location);
  expect(file.status).toBe(200);
  expect(file.body.equals(MODEL)).toBe(true);
  expect(file.headers['etag']).toBe(`"${first.headers['x-xet-hash'] ?? ''}"`);
  expect(file.headers['x-linked-etag']).toBeUndefined();
  expect(hub.log.bytesSentOf(MODEL_SHA256)).toBe(200_000);

  const signature = /Signature=([^&]+)/.exec(location)?.[1] ?? '';
  for (const forged of ['x', signature.replace(/^./, signature.startsWith('A') ? 'B' : 'A')]) {
    expect((await rawRequest(location.replace(signature, forged))).status).toBe(403);
  }
  hub.clock.advance(3_600_001);
  expect((await rawRequest(location)).status).toBe(403);
});

it('answers with facts instead of the file to clients of the chunk store', async () => {
  const { status, headers } = await rawRequest(`${hub.endpoint}/org/name/resolve/main/onnx/model.onnx`, {
    headers: { Accept: 'application/vnd.xet-fileinfo+json, */*', Range: 'bytes=0-0' },
  });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/vnd.xet-fileinfo+json',
    'x-linked-size': '200000',
    'x-linked-etag': `"${MODEL_SHA256}"`,
  });
  expect(headers['location']).toBeUndefined();
});

it('hands out tokens for the chunk store in body and headers', async () => {
  const { headers, body } = await rawRequest(`${hub.endpoint}/api/models/org/name/xet-read-token/${commit}`);
  const token = JSON.parse(body.toString()) as { accessToken: string; exp: number; casUrl: string };
  expect(token).toEqual({
    accessToken: headers['x-xet-access-token'],
    exp: Number(headers['x-xet-token-expiration']),
    casUrl: hub.cdn,
  });
  const hash = (await rawRequest(`${hub.endpoint}/org/name/resolve/main/onnx/model.onnx`)).headers[
    'x-xet-hash'
  ];
  const url = `${hub.cdn}/v2/reconstructions/${hash ?? ''}`;
  expect((await rawRequest(url)).status).toBe(401);
  const authorized = { Authorization: `Bearer ${token.accessToken}` };
  expect(JSON.parse((await rawRequest(url, { headers: authorized })).body.toString())).toMatchObject({
    offset_into_first_range: 0,
    terms: [{ unpacked_length: 200_000, range: { start: 0, end: 4 } }],
  });
  expect((await rawRequest(url, { headers: { ...authorized, Range: 'bytes=200000-' } })).status).toBe(416);
});

it('serves single ranges, conditions and their failures', async () => {
  const location = async (): Promise<string> =>
    (await rawRequest(`${hub.endpoint}/org/name/resolve/main/onnx/model.onnx`)).headers['location'] ?? '';
  const get = async (headers: Record<string, string>) => rawRequest(await location(), { headers });
  const etag = (await get({ Range: 'bytes=0-0' })).headers['etag'] ?? '';
  expect(await get({ Range: 'bytes=199998-' })).toMatchObject({
    status: 206,
    headers: { 'content-range': 'bytes 199998-199999/200000', 'content-length': '2' },
    body: Buffer.from('nx'),
  });
  expect((await get({ Range: 'bytes=-3' })).body.toString()).toBe('nnx');
  expect((await get({ Range: 'bytes=1-2', 'If-Range': etag })).status).toBe(206);
  expect((await get({ Range: 'bytes=1-2', 'If-Range': '"other"' })).status).toBe(200);
  expect((await get({ Range: 'bytes=0-1,4-5' })).status).toBe(200);
  expect(await get({ Range: 'bytes=200000-' })).toMatchObject({
    status: 416,
    headers: { 'content-range': 'bytes */200000' },
  });
});

it('serves empty files, and none of their bytes', async () => {
  const url = `${hub.endpoint}/api/resolve-cache/models/org/name/${commit}/empty.txt`;
  expect(await rawRequest(url)).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
  expect(await rawRequest(url, { headers: { Range: 'bytes=0-0' } })).toMatchObject({
    status: 416,
    headers: { 'content-range': 'bytes */0' },
  });
});

it('finds files whose names need encoding', async () => {
  const path = ['a b', 'c#d?e%é.bin'].map(encodeURIComponent).join('/');
  const first = await rawRequest(`${hub.endpoint}/org/name/resolve/main/${path}`);
  const file = await rawRequest(first.headers['location'] ?? '');
  expect(file.body.toString()).toBe('odd');
  expect((await rawRequest(`${hub.endpoint}/org/name/resolve/main/a%20b/c`)).status).toBe(404);
});
