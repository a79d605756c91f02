import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { rawRequest, type RawResponse } from './rawRequest.ts';

const FILES = { 'config.json': '{}', 'README.md': '# Terms', 'model.onnx': 'weights' };

let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  await hub.addRepository({ id: 'org/open', files: FILES });
  await hub.addRepository({ id: 'org/gated', gated: 'manual', files: FILES });
  await hub.addRepository({ id: 'org/private', private: true, files: FILES });
  hub.access.addToken('hf_member', ['org/gated', 'org/private']);
  hub.access.addToken('hf_outsider');
});

afterEach(async () => {
  await hub.close();
});

function get(path: string, token?: string): Promise<RawResponse> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return rawRequest(hub.endpoint + path, { headers });
}

it('keeps the content of a gated repository from strangers and shows its tree with masked hashes', async () => {
  const anonymous = await get('/org/gated/resolve/main/config.json');
  expect(anonymous).toMatchObject({ status: 401, headers: { 'x-error-code': 'GatedRepo' } });
  expect(anonymous.headers['x-error-message']).toContain('Please log in.');
  const outsider = await get('/org/gated/resolve/main/config.json', 'hf_outsider');
  expect(outsider).toMatchObject({ status: 403, headers: { 'x-error-code': 'GatedRepo' } });
  expect((await get('/org/gated/resolve/main/README.md')).status).toBe(200);
  expect((await get('/api/models/org/gated/revision/main?expand=gated')).body.toString()).toContain(
    '"manual"',
  );

  const tree = JSON.parse((await get('/api/models/org/gated/tree/main')).body.toString()) as unknown[];
  expect(tree).toMatchObject([
    { path: 'README.md' },
    { path: 'config.json' },
    { path: 'model.onnx', lfs: { oid: '*'.repeat(64), size: 7 }, xetHash: '*'.repeat(64) },
  ]);
});

it('checks the gate before revision and file', async () => {
  const response = await get('/org/gated/resolve/nope/nope.json');
  expect(response).toMatchObject({ status: 401, headers: { 'x-error-code': 'GatedRepo' } });
});

it('lets members in: small files at once, large ones by the CDN', async () => {
  expect(await get('/org/gated/resolve/main/config.json', 'hf_member')).toMatchObject({
    status: 200,
    body: Buffer.from('{}'),
  });
  expect((await get('/org/gated/resolve/main/model.onnx', 'hf_member')).status).toBe(302);
  hub.access.revoke('hf_member', 'org/gated');
  expect((await get('/org/gated/resolve/main/model.onnx', 'hf_member')).status).toBe(403);
});

it('tells by auth-check what the files would say', async () => {
  const path = '/api/models/org/gated/auth-check';
  expect((await get(path, 'hf_member')).status).toBe(200);
  expect((await get(path, 'hf_outsider')).status).toBe(403);
  const anonymous = await get(path);
  expect(anonymous.status).toBe(401);
  expect(JSON.parse(anonymous.body.toString())).toHaveProperty('error');
});

it('hides private repositories like missing ones', async () => {
  const path = '/api/models/org/private/revision/main';
  expect((await get(path)).status).toBe(401);
  expect(await get(path, 'hf_outsider')).toMatchObject({
    status: 404,
    headers: { 'x-error-code': 'RepoNotFound' },
  });
  expect((await get(path, 'hf_member')).status).toBe(200);
});

it('refuses a token it does not know, even where none is needed', async () => {
  expect(await get('/org/open/resolve/main/config.json', 'hf_typo')).toMatchObject({
    status: 401,
    headers: { 'x-error-message': 'Invalid credentials in Authorization header' },
  });
});

it('redirects renamed repositories by relative location, query kept', async () => {
  hub.rename('org/open', 'new-org/open');
  expect(await get('/api/models/org/open/revision/main?expand=sha')).toMatchObject({
    status: 307,
    headers: { location: '/api/models/new-org/open/revision/main?expand=sha' },
  });
  expect(await get('/org/open/resolve/main/config.json')).toMatchObject({
    status: 307,
    headers: { location: '/new-org/open/resolve/main/config.json' },
  });
});

it('says that a repository is disabled', async () => {
  hub.disable('org/open');
  expect(await get('/org/open/resolve/main/config.json')).toMatchObject({
    status: 403,
    headers: { 'x-error-message': 'Access to this resource is disabled.' },
  });
});

it('notices tokens that reach other origins, in whatever form', async () => {
  await get('/org/open/resolve/main/config.json', 'hf_member');
  await rawRequest(`${hub.stranger}/api/models/org/open/tree/main`);
  expect(hub.tokensSeenOutsideA()).toEqual([]);
  await rawRequest(`${hub.stranger}/x?token=hf_member`);
  await rawRequest(`${hub.cdn}/x`, { headers: { Authorization: 'Bearer other' } });
  expect(hub.tokensSeenOutsideA().map(({ origin }) => origin)).toEqual(['stranger', 'cdn']);
});
