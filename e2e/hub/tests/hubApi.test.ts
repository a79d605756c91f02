import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { rawRequest } from './rawRequest.ts';
import { CONFIG, CONFIG_OID, MODEL_SHA256, useRepositoryHub } from './useRepositoryHub.ts';

let hub: TestHub;
let commit: string;
useRepositoryHub((opened) => ({ hub, commit } = opened));

async function getJson(path: string): Promise<unknown> {
  return JSON.parse((await rawRequest(hub.endpoint + path)).body.toString());
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
