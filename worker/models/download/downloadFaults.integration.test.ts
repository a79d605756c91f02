import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../e2e/hub/fault.ts';
import { faults } from '../../../e2e/hub/faults.ts';
import { refPath } from '../cache/cacheLayout.ts';
import { createDownloadSetup, type DownloadSetup, REPOSITORY, TOKEN } from './tests/createDownloadSetup.ts';

const MODEL = Buffer.alloc(2_000_000, 'a pattern that is not a divisor of any buffer; ');
const MODEL_ETAG = createHash('sha256').update(MODEL).digest('hex');
const CONFIG = '{"model_type":"whisper"}'.padEnd(5000, ' ');
const FILES = { 'config.json': CONFIG, 'onnx/model.onnx': MODEL };
const DAY_MS = 86_400_000;
/** Short, as a test waits for them, and long against what a loaded computer needs to answer. */
const LIMITS = { idleMs: 1500, headersMs: 1500, floorBytesPerSecond: 100_000, floorWindowMs: 1000 };
/** What may be on the way when a connection breaks: sent by the server and never read. */
const IN_FLIGHT_BYTES = 8_000_000;

let setup: DownloadSetup;
let commit = '';
beforeEach(async () => {
  setup = await createDownloadSetup({ limits: LIMITS });
  commit = await setup.hub.addRepository({ id: REPOSITORY, files: FILES });
});
afterEach(async () => {
  expect(await setup.close()).toEqual([]);
});

/** Has half of the model on disk, as a download leaves it that was canceled. */
async function leaveHalf(): Promise<void> {
  const handle = setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.5 }), origin: 'cdn' });
  const controller = new AbortController();
  const stopped = setup.download({
    signal: controller.signal,
    onProgress: ({ receivedBytes }) => {
      if (receivedBytes >= 900_000) controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  handle.remove();
  await access(setup.partial(MODEL_ETAG));
}

async function expectWhole(): Promise<void> {
  expect((await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL)).toBe(true);
  expect((await setup.readSnapshot(commit, 'config.json')).toString()).toBe(CONFIG);
  expect(await readFile(refPath(setup.repoFolder, 'main'), 'utf8')).toBe(commit);
  const names = await readdir(join(setup.repoFolder, 'blobs'));
  expect(names.every((name) => /^[0-9a-f]{40,64}$/.test(name))).toBe(true);
}

async function expectNothingPublished(): Promise<void> {
  expect(await readdir(join(setup.repoFolder, 'refs')).catch(() => [])).toEqual([]);
  const names = await readdir(join(setup.repoFolder, 'blobs')).catch(() => []);
  expect(names).not.toContain(MODEL_ETAG);
}

describe('a download that is disturbed on the way', () => {
  it.each<[string, Fault]>([
    ['is reset at once', faults.reset({ afterBytes: 0 })],
    ['is reset after a byte', faults.reset({ afterBytes: 1 })],
    ['is reset before the last byte', faults.reset({ afterBytes: -1 })],
    ['ends below its length', faults.truncate({ afterBytes: 1_500_000 })],
    ['ends early and clean in chunks', faults.truncate({ afterBytes: 1_500_000, framing: 'chunked' })],
    ['ends early by a close', faults.truncate({ afterBytes: 1_500_000, framing: 'close' })],
    ['is too long', faults.extend({ extraBytes: 10 })],
    ['is too long in chunks', faults.extend({ extraBytes: 10, framing: 'chunked' })],
    ['is wrong in a byte', faults.flipByte({ at: 1_234_567 })],
    ['stalls near its end', faults.stall({ atFraction: 0.99 })],
    ['trickles', faults.slowBody({ bytesPerSecond: 2000 })],
    ['is sent encoded', faults.gzipAnyway()],
    ['is answered by an overloaded server', faults.tooManyRequests({ status: 503, wait: 'seconds' })],
    ['is refused by the storage', faults.expiredSignature()],
    ['is answered by something in between', faults.htmlError()],
    ['comes when the clock of the hub was put forward', faults.clockJump({ byMs: DAY_MS })],
    ['comes when the clock of the hub was put back', faults.clockJump({ byMs: -DAY_MS })],
  ])('is whole in the end when it %s', async (_what, fault) => {
    setup.hub.faults.add({ fault, origin: 'cdn' });
    await setup.download();
    await expectWhole();
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBeLessThan(MODEL.length + IN_FLIGHT_BYTES);
  });

  it('gives up on headers that trickle and asks again', async () => {
    setup.hub.faults.add({ fault: faults.slowHeaders({ bytesPerSecond: 5 }), origin: 'cdn' });
    await setup.download();
    await expectWhole();
  });

  it.each<[string, Fault]>([
    ['has another validator', faults.changeEtag()],
    ['knows no such range', faults.rangeNotSatisfiable()],
    ['takes the file for smaller', faults.rangeNotSatisfiable({ total: 100 })],
    ['sends the whole file', faults.ignoreRange()],
    ['sends another range', faults.wrongStart()],
    ['names another total', faults.wrongTotal({ total: 5 })],
    ['names no range', faults.missingContentRange()],
    ['sends parts', faults.multipartRange()],
    ['refuses the range', faults.rangeRefused()],
  ])('is never spliced when the server %s on the way on', async (_what, fault) => {
    await leaveHalf();
    setup.hub.faults.add({ fault, origin: 'cdn' });
    await setup.createDownloader().download(setup.request());
    await expectWhole();
  });

  it('asks three times for another address when the storage refuses, then for the whole file', async () => {
    await leaveHalf();
    setup.hub.log.clear();
    setup.hub.faults.add({ fault: faults.rangeRefused(), origin: 'cdn' });
    await setup.createDownloader().download(setup.request());
    const asked = setup.hub.log.requests.filter(({ origin }) => origin === 'cdn');
    expect(asked.map(({ headers }) => headers.range !== undefined)).toEqual([true, true, true, true, false]);
  });
});

describe('a download that cannot succeed', () => {
  it.each<[string, Fault, object]>([
    [
      'wrong content twice',
      faults.flipByte({ at: 7 }),
      { code: 'download-corrupt', details: { reason: 'wrong-hash' } },
    ],
    [
      'too much content twice',
      faults.extend({ extraBytes: 1 }),
      { code: 'download-corrupt', details: { reason: 'too-long' } },
    ],
  ])('is refused for %s, and nothing is left of it', async (_what, fault, error) => {
    setup.hub.faults.add({ fault, origin: 'cdn', times: 2 });
    await expect(setup.download()).rejects.toMatchObject(error);
    await expectNothingPublished();
    const names = await readdir(join(setup.repoFolder, 'blobs'));
    expect(names.filter((name) => name.startsWith(MODEL_ETAG))).toEqual([]);
    expect(setup.waits).toEqual([]);
  });

  it.each<[string, Fault, object]>([
    [
      'another hash than the listing',
      faults.differentHash(),
      { code: 'download-corrupt', details: { reason: 'other-hash' } },
    ],
    [
      'another commit',
      faults.header({ name: 'X-Repo-Commit', value: 'f'.repeat(40) }),
      { code: 'download-corrupt', details: { reason: 'other-commit' } },
    ],
    [
      'no commit',
      faults.header({ name: 'X-Repo-Commit', value: undefined }),
      { code: 'network-unreachable', details: { reason: 'unexpected-answer' } },
    ],
    [
      'a redirect in a circle',
      faults.redirectLoop(),
      { code: 'network-unreachable', details: { reason: 'redirect' } },
    ],
    [
      'eleven redirects',
      faults.redirectHops({ hops: 11 }),
      { code: 'network-unreachable', details: { redirect: 'loop' } },
    ],
    [
      'a redirect to a file',
      faults.redirectTo({ location: 'file:///etc/passwd' }),
      { details: { redirect: 'not-https' } },
    ],
    [
      'a redirect to plain http elsewhere',
      faults.redirectTo({ location: 'http://192.0.2.1/x' }),
      { details: { redirect: 'not-https' } },
    ],
    ['a redirect to nowhere', faults.missingLocation(), { details: { redirect: 'nowhere' } }],
    [
      'a sign-in page',
      faults.captivePortal(),
      { code: 'network-unreachable', details: { reason: 'unexpected-answer' } },
    ],
    [
      'a proxy that wants a password',
      faults.proxyAuthentication(),
      { code: 'network-unreachable', details: { reason: 'proxy' } },
    ],
    [
      'a disabled repository',
      faults.disableRepository({ id: REPOSITORY }),
      { code: 'hub-access-denied', details: { reason: 'disabled' } },
    ],
  ])('is refused at once for %s', async (_what, fault, error) => {
    setup.hub.faults.add({ fault, origin: 'hub', route: '/resolve/', times: 100 });
    await expect(setup.download()).rejects.toMatchObject(error);
    await expectNothingPublished();
    expect(setup.waits).toEqual([]);
  });

  it('keeps what it has when the hub names another hash', async () => {
    await leaveHalf();
    setup.hub.faults.add({ fault: faults.differentHash(), origin: 'hub', route: 'onnx/model.onnx' });
    await expect(setup.download()).rejects.toMatchObject({ details: { reason: 'other-hash' } });
    setup.hub.log.clear();
    await setup.download();
    await expectWhole();
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBeLessThan(MODEL.length * 0.6);
  });

  it('is reported when eight tries bring nothing', async () => {
    setup.hub.faults.add({ fault: faults.reset({ afterBytes: 10 }), origin: 'cdn', times: 100 });
    await expect(setup.download()).rejects.toMatchObject({ code: 'network-unreachable' });
    expect(setup.waits).toHaveLength(7);
    await expectNothingPublished();
  });

  it('follows ten redirects, and sends the token to the hub alone', async () => {
    setup.hub.faults.add({ fault: faults.redirectHops({ hops: 9 }), origin: 'hub', route: '/resolve/' });
    setup.hub.faults.add({ fault: faults.cloudfrontHit(), origin: 'cdn', times: 10 });
    await setup.download();
    await expectWhole();
    const tokens = setup.hub.log.requests.filter(({ headers }) => headers.authorization !== undefined);
    expect(new Set(tokens.map(({ origin }) => origin))).toEqual(new Set(['hub']));
  });

  it('takes the bytes from a stranger, without showing the token', async () => {
    setup.hub.faults.add({ fault: faults.redirectToStranger(), origin: 'hub', route: 'onnx/model.onnx' });
    await setup.download();
    await expectWhole();
    expect(setup.hub.log.requests.some(({ origin }) => origin === 'stranger')).toBe(true);
  });
});

describe('access to a repository', () => {
  it('is told apart: terms not accepted, access taken back half-way, a token that is not known', async () => {
    const gated = await createDownloadSetup();
    await gated.hub.addRepository({ id: REPOSITORY, files: FILES, gated: 'auto' });
    await expect(gated.download()).rejects.toMatchObject({
      code: 'hub-access-denied',
      details: { reason: 'terms', repository: REPOSITORY },
    });
    expect(gated.hub.log.requests.some(({ path }) => path.includes('/resolve/'))).toBe(false);
    gated.hub.access.grant(TOKEN, REPOSITORY);
    gated.hub.faults.add({
      fault: faults.revokeAccess({ id: REPOSITORY, token: TOKEN }),
      origin: 'hub',
      route: 'onnx/model.onnx',
    });
    await expect(gated.download()).rejects.toMatchObject({ code: 'hub-access-denied' });
    gated.hub.access.removeToken(TOKEN);
    await expect(gated.download()).rejects.toMatchObject({
      code: 'hub-access-denied',
      details: { reason: 'bad-token' },
    });
    gated.hub.access.addToken(TOKEN, [REPOSITORY]);
    expect((await gated.download()).files).toHaveLength(2);
    expect(await gated.findViolations()).toEqual([]);
    await gated.close();
  });

  it('follows a repository to its new name', async () => {
    setup.hub.rename(REPOSITORY, 'other/new');
    await setup.download();
    await expectWhole();
  });

  it('waits as long as the hub asks, with every file', async () => {
    setup.hub.faults.add({
      fault: faults.tooManyRequests({ seconds: 0 }),
      origin: 'hub',
      route: '/resolve/',
    });
    await setup.download();
    await expectWhole();
    expect(setup.waits.every((waitMs) => waitMs >= 1000)).toBe(true);
    expect(setup.waits).toHaveLength(1);
  });
});
