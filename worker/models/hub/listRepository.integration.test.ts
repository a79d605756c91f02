import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../../../e2e/hub/createTestHub.ts';
import { faults } from '../../../e2e/hub/faults.ts';
import { COLLIDING_PATHS, HOSTILE_OIDS, HOSTILE_PATHS, LONG_PATH } from '../../../e2e/hub/hostileNames.ts';
import { createHttpTransport, type HttpTransport } from './httpTransport.ts';
import { createHubClient, type HubClient } from './hubClient.ts';
import { listRepository } from './listRepository.ts';
import { resolveRevision } from './resolveRevision.ts';

const REPOSITORY = 'org/name';
const RULES = { platform: 'linux', foldsNames: true } as const;
const { signal } = new AbortController();
const sleep = async () => undefined;

let hub: TestHub;
let client: HubClient;
let transport: HttpTransport;
let commit = '';
beforeEach(async () => {
  hub = await createTestHub({ pageSize: 2 });
  commit = await hub.addRepository({
    id: REPOSITORY,
    files: { 'config.json': '{}', 'onnx/model.onnx': 'weights', a: '', b: 'b', c: 'c' },
  });
  hub.access.addToken('hf_token');
  transport = createHttpTransport({ environment: {}, limits: { headersMs: 2000, idleMs: 2000 } });
  client = createHubClient({
    endpoint: new URL(hub.endpoint),
    token: 'hf_token',
    appVersion: '0.0.0',
    transport,
    ledger: { begin: () => () => undefined },
    isOffline: () => false,
    gate: { pass: async () => undefined, observe: () => undefined },
  });
});
afterEach(async () => {
  expect(hub.tokensSeenOutsideA()).toEqual([]);
  transport.close();
  await hub.close();
});

const list = () => listRepository({ client, repository: REPOSITORY, commit, rules: RULES, signal, sleep });
const resolve = (revision: string, repository = REPOSITORY) =>
  resolveRevision({ client, repository, revision, signal, sleep });
const ALL = ['a', 'b', 'c', 'config.json', 'onnx/model.onnx'];

describe('resolveRevision', () => {
  it('finds the commit of a branch, a tag, a pull request and a commit', async () => {
    hub.setRef(REPOSITORY, 'refs/pr/1', commit);
    hub.setRef(REPOSITORY, 'v1.0', commit);
    for (const revision of ['main', 'v1.0', 'refs/pr/1', commit]) {
      expect(await resolve(revision)).toEqual({
        commit,
        repository: REPOSITORY,
        isGated: false,
        licence: null,
      });
    }
  });

  it('says what does not exist', async () => {
    await expect(resolve('nowhere')).rejects.toMatchObject({
      code: 'hub-not-found',
      details: { reason: 'revision', revision: 'nowhere' },
    });
    await expect(resolve('main', 'org/none')).rejects.toMatchObject({ code: 'hub-not-found' });
    await expect(resolve('../x')).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('tells the new name of a repository, and that terms must be accepted', async () => {
    hub.rename(REPOSITORY, 'org/new');
    await hub.addRepository({ id: 'org/gated', files: { a: 'a' }, gated: 'manual' });
    expect(await resolve('main')).toMatchObject({ repository: 'org/new' });
    expect(await resolve('main', 'org/gated')).toMatchObject({ isGated: true });
  });

  it('refuses an answer that names no commit', async () => {
    hub.faults.add({
      fault: faults.status({ status: 200, headers: [['Content-Type', 'application/json']], text: '{}' }),
    });
    await expect(resolve('main')).rejects.toMatchObject({ details: { reason: 'unexpected-answer' } });
  });

  it('refuses a sign-in page', async () => {
    hub.faults.add({ fault: faults.captivePortal(), times: 9 });
    await expect(resolve('main')).rejects.toMatchObject({
      code: 'network-unreachable',
      details: { reason: 'unexpected-answer' },
    });
    expect(hub.log.requests).toHaveLength(1);
  });
});

describe('listRepository', () => {
  it('gives every file of every page with its hash', async () => {
    const files = await list();
    expect(files.map(({ path }) => path).sort()).toEqual(ALL);
    const model = files.find(({ path }) => path === 'onnx/model.onnx');
    expect(model).toMatchObject({ isLfs: true, sizeBytes: 7 });
    expect(model?.etag).toMatch(/^[0-9a-f]{64}$/);
    expect(files.find(({ path }) => path === 'a')?.etag).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  });

  it('follows relative links to the next page', async () => {
    hub.faults.add({ fault: faults.relativeNext() });
    expect((await list()).map(({ path }) => path).sort()).toEqual(ALL);
  });

  it('asks again for a page that is cut off, refused for now or broken', async () => {
    hub.faults.add({ fault: faults.truncatedJson(), nth: 1 });
    hub.faults.add({ fault: faults.tooManyRequests(), nth: 3 });
    hub.faults.add({ fault: faults.reset({ afterBytes: 5 }), nth: 5 });
    hub.faults.add({ fault: faults.truncate({ afterBytes: 5 }), nth: 6 });
    expect((await list()).map(({ path }) => path).sort()).toEqual(ALL);
  });

  it('is an error, never a part, when the pages do not end well', async () => {
    for (const fault of [
      faults.nextAtStranger(),
      faults.repeatedCursor(),
      faults.htmlError({ status: 500 }),
    ]) {
      hub.faults.add({ fault, nth: 2, times: 100 });
      await expect(list()).rejects.toMatchObject({ code: 'network-unreachable' });
      hub.faults.clear();
    }
    expect(hub.log.requests.some(({ origin }) => origin === 'stranger')).toBe(false);
  });

  it.each([...HOSTILE_PATHS.map((path) => [path]), [LONG_PATH]])('refuses the name %j', async (path) => {
    hub.faults.add({ fault: faults.extraPaths({ paths: [path] }) });
    await expect(list()).rejects.toMatchObject({ code: 'download-corrupt' });
  });

  it.each(COLLIDING_PATHS.map((pair) => [pair]))('refuses the names %j together', async (pair) => {
    hub.faults.add({ fault: faults.extraPaths({ paths: pair }) });
    await expect(list()).rejects.toMatchObject({ code: 'download-corrupt' });
  });

  it.each(HOSTILE_OIDS.map((oid) => [oid]))('refuses the hash %j', async (oid) => {
    hub.faults.add({ fault: faults.hostileOid({ path: 'onnx/model.onnx', oid }) });
    await expect(list()).rejects.toMatchObject({ code: 'download-corrupt', details: { reason: 'odd-hash' } });
  });

  it('knows hashes that the hub hides for hidden', async () => {
    const gatedCommit = await hub.addRepository({
      id: 'org/gated',
      files: { 'model.onnx': 'weights' },
      gated: 'auto',
    });
    const options = { client, repository: 'org/gated', commit: gatedCommit, rules: RULES, signal, sleep };
    expect((await listRepository(options)).map(({ etag }) => etag)).toEqual([null]);
  });

  it('refuses a listing without end', async () => {
    hub.faults.add({ fault: faults.hugeListing({ entries: 3000 }) });
    await expect(list()).rejects.toMatchObject({ details: { reason: 'unexpected-answer' } });
    expect(hub.log.requests).toHaveLength(1000);
  });

  it('gives all of 100,000 files', async () => {
    const big = await createTestHub();
    const bigCommit = await big.addRepository({ id: REPOSITORY, files: { a: 'a' } });
    big.faults.add({ fault: faults.hugeListing({ entries: 100_000 }) });
    const bigClient = createHubClient({
      endpoint: new URL(big.endpoint),
      token: null,
      appVersion: '0.0.0',
      transport,
      ledger: { begin: () => () => undefined },
      isOffline: () => false,
    });
    const options = { client: bigClient, repository: REPOSITORY, commit: bigCommit, rules: RULES, signal };
    expect(await listRepository(options)).toHaveLength(100_001);
    await big.close();
  });
});
