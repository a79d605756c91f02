import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { rawRequest } from './rawRequest.ts';

const CONFIG = '{"model_type":"whisper"}';
const MODEL = Buffer.alloc(200_000, 'onnx');
const MODEL_SHA256 = createHash('sha256').update(MODEL).digest('hex');
// printf '{"model_type":"whisper"}' | git hash-object --stdin
const CONFIG_OID = createHash('sha1').update('blob 24\0{"model_type":"whisper"}').digest('hex');

let hub: TestHub;
let commit: string;

beforeEach(async () => {
  hub = await createTestHub();
  commit = await hub.addRepository({
    id: 'org/name',
    files: {
      'config.json': CONFIG,
      'README.md': '# Name',
      'empty.txt': '',
      'onnx/model.onnx': MODEL,
      'a b/c#d?e%é.bin': 'odd',
    },
  });
});

afterEach(async () => {
  await hub.close();
});

async function getJson(path: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await rawRequest(hub.endpoint + path, { headers });
  return JSON.parse(response.body.toString());
}

it('has three origins that differ in host name or port', () => {
  expect(new URL(hub.endpoint).hostname).toBe('127.0.0.1');
  expect(new URL(hub.cdn).hostname).toBe('localhost');
  expect(new Set([hub.endpoint, hub.cdn, hub.stranger].map((url) => new URL(url).port)).size).toBe(3);
});

it('tells the commit of a revision, in whole or by fields', async () => {
  expect(await getJson('/api/models/org/name/revision/main?expand=sha')).toEqual({
    _id: hub.repository('org/name').objectId,
    id: 'org/name',
    sha: commit,
  });
  expect(await getJson(`/api/models/org/name/revision/${commit}?blobs=true`)).toMatchObject({
    id: 'org/name',
    modelId: 'org/name',
    sha: commit,
    private: false,
    gated: false,
    siblings: [
      { rfilename: 'config.json', size: 24, blobId: CONFIG_OID },
      { rfilename: 'README.md', size: 6 },
      { rfilename: 'empty.txt', size: 0, blobId: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' },
      {
        rfilename: 'onnx/model.onnx',
        size: 200_000,
        lfs: { sha256: MODEL_SHA256, size: 200_000, pointerSize: 131 },
      },
      { rfilename: 'a b/c#d?e%é.bin', size: 3 },
    ],
  });
});

it('keeps commits while branches move, and finds tags and special refs', async () => {
  const second = await hub.commit('org/name', { 'config.json': '{}', 'empty.txt': null });
  hub.setRef('org/name', 'v1.0', commit);
  hub.setRef('org/name', 'refs/pr/1', second);
  expect(second).not.toBe(commit);
  const shaOf = (revision: string) => getJson(`/api/models/org/name/revision/${revision}?expand=sha`);
  expect(await shaOf('main')).toMatchObject({ sha: second });
  expect(await shaOf('v1.0')).toMatchObject({ sha: commit });
  expect(await shaOf('refs%2Fpr%2F1')).toMatchObject({ sha: second });
  expect(await shaOf('refs/pr/1')).toMatchObject({ sha: second });
  expect(await shaOf(commit)).toMatchObject({ sha: commit });
  const onBranch = await hub.commit('org/name', { 'more.json': '{}' }, { branch: 'dev' });
  expect([await shaOf('dev'), await shaOf('main')]).toMatchObject([{ sha: onBranch }, { sha: second }]);
  expect([...(hub.repository('org/name').commits.get(onBranch)?.files.keys() ?? [])]).toEqual([
    'config.json',
    'README.md',
    'onnx/model.onnx',
    'a b/c#d?e%é.bin',
    'more.json',
  ]);
  const old = await rawRequest(`${hub.endpoint}/api/resolve-cache/models/org/name/${commit}/config.json`);
  expect(old.body.toString()).toBe(CONFIG);
});

it('lists trees with git ids, LFS hashes and folders', async () => {
  const tree = (await getJson('/api/models/org/name/tree/main?recursive=true&expand=false')) as {
    path: string;
  }[];
  expect(tree.map(({ path }) => path)).toEqual([
    'README.md',
    'a b',
    'a b/c#d?e%é.bin',
    'config.json',
    'empty.txt',
    'onnx',
    'onnx/model.onnx',
  ]);
  expect(tree[3]).toEqual({ type: 'file', oid: CONFIG_OID, size: 24, path: 'config.json' });
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${MODEL_SHA256}\nsize 200000\n`;
  expect(tree[6]).toEqual({
    type: 'file',
    oid: createHash('sha1').update(`blob ${pointer.length}\0${pointer}`).digest('hex'),
    size: 200_000,
    path: 'onnx/model.onnx',
    lfs: { oid: MODEL_SHA256, size: 200_000, pointerSize: pointer.length },
    xetHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  });
  const top = (await getJson('/api/models/org/name/tree/main')) as { path: string }[];
  expect(top.map(({ path }) => path)).toEqual(['README.md', 'a b', 'config.json', 'empty.txt', 'onnx']);
  expect(await getJson('/api/models/org/name/tree/main/onnx?expand=true')).toMatchObject([
    { path: 'onnx/model.onnx', lastCommit: { id: commit, title: 'initial commit' } },
  ]);
});

it('pages a listing with absolute links', async () => {
  const small = await createTestHub({ pageSize: 2 });
  try {
    await small.addRepository({ id: 'gpt2', files: { a: '1', b: '2', c: '3', d: '4', e: '5' } });
    let url: string | undefined = `${small.endpoint}/api/models/gpt2/tree/main?recursive=true`;
    const pages: string[][] = [];
    while (url !== undefined) {
      const { headers, body } = await rawRequest(url);
      pages.push((JSON.parse(body.toString()) as { path: string }[]).map(({ path }) => path));
      url = /^<(http:\/\/127[^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  } finally {
    await small.close();
  }
});

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

it('says what is missing with codes and messages', async () => {
  expect(await rawRequest(`${hub.endpoint}/org/name/resolve/main/nope.json`)).toMatchObject({
    status: 404,
    headers: {
      'x-error-code': 'EntryNotFound',
      'x-error-message': 'Entry not found',
      'x-repo-commit': commit,
      'content-type': 'text/plain; charset=utf-8',
    },
    body: Buffer.from('Entry not found'),
  });
  expect(await rawRequest(`${hub.endpoint}/api/models/org/name/revision/nope`)).toMatchObject({
    status: 404,
    headers: { 'x-error-code': 'RevisionNotFound', 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from('{"error":"Invalid rev id: nope"}'),
  });
  const anonymous = await rawRequest(`${hub.endpoint}/api/models/org/missing/revision/main`);
  expect(anonymous.status).toBe(401);
  expect(anonymous.headers['x-error-code']).toBeUndefined();
  expect(anonymous.headers['www-authenticate']).toContain('Bearer');
  expect(anonymous.body.toString()).toBe('{"error":"Invalid username or password."}');
});

it('follows the paths-info contract', async () => {
  const ask = async (paths: readonly string[]): Promise<Response> =>
    fetch(`${hub.endpoint}/api/models/org/name/paths-info/main`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ paths }),
    });
  const found = (await (await ask(['config.json', 'nope', 'onnx'])).json()) as { path: string }[];
  expect(found.map(({ path }) => path)).toEqual(['config.json', 'onnx']);
  expect((await ask(Array.from({ length: 501 }, String))).status).toBe(413);
});

it('publishes its rate limit with every answer and enforces it by its clock', async () => {
  const strict = await createTestHub({ quotas: { api: 2, resolvers: 1 } });
  try {
    await strict.addRepository({ id: 'org/name', files: { a: '1' } });
    const ask = () => rawRequest(`${strict.endpoint}/api/models/org/name`);
    expect((await ask()).headers).toMatchObject({
      ratelimit: '"api";r=1;t=300',
      'ratelimit-policy': '"fixed window";"api";q=2;w=300',
    });
    await ask();
    expect(await ask()).toMatchObject({ status: 429 });
    const file = await rawRequest(`${strict.endpoint}/org/name/resolve/main/a`);
    expect(file).toMatchObject({
      status: 307,
      headers: { 'ratelimit-policy': expect.stringContaining('"resolvers"') as unknown },
    });
    strict.clock.advance(300_000);
    expect(await ask()).toMatchObject({ status: 200 });
  } finally {
    await strict.close();
  }
});
