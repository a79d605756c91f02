import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAll } from '../byteSource.ts';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { seededBytes } from '../seededBytes.ts';
import { rawRequest, type RawResponse } from './rawRequest.ts';

const SIZE = 600_000;
const MODEL = readAll(seededBytes(3, SIZE));
const SHA256 = createHash('sha256').update(MODEL).digest('hex');
const RESOLVE = '/org/name/resolve/main/model.onnx';
const TREE = '/api/models/org/name/tree/main?recursive=true';

let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  await hub.addRepository({
    id: 'org/name',
    files: { 'model.onnx': { size: SIZE, seed: 3 }, 'config.json': '{"a":1}' },
  });
});

afterEach(async () => {
  expect(hub.tokensSeenOutsideA()).toEqual([]);
  await hub.close();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<RawResponse> =>
  rawRequest(hub.endpoint + path, { headers });

async function download(
  headers: Record<string, string> = {},
  leaveAfterBytes = Infinity,
): Promise<RawResponse> {
  const location = (await get(RESOLVE)).headers['location'] ?? '';
  return rawRequest(location, { headers, leaveAfterBytes });
}

it('strikes the nth matching request, so many times, and says how often', async () => {
  const handle = hub.faults.add({
    fault: faults.status({ status: 500 }),
    origin: 'hub',
    method: 'GET',
    route: /\/tree\//,
    nth: 2,
    times: 2,
  });
  const statuses: number[] = [];
  for (const path of [TREE, RESOLVE, TREE, TREE, TREE]) statuses.push((await get(path)).status);
  expect(statuses).toEqual([200, 302, 500, 500, 200]);
  expect([handle.hits, handle.struck]).toEqual([4, 2]);
  expect(hub.log.requests.map(({ faults: names }) => names)).toEqual([[], [], ['status'], ['status'], []]);
});

it('composes faults of one rule and of several', async () => {
  hub.faults.add({ origin: 'cdn', fault: [faults.flipByte({ at: 10 }), faults.cloudfrontHit()] });
  hub.faults.add({ origin: 'cdn', fault: faults.truncate({ afterBytes: 100 }) });
  const response = await download();
  expect(response.headers['x-cache']).toBe('Hit from cloudfront');
  expect(response.body.length).toBe(100);
  expect(response.body[10]).toBe((MODEL[10] ?? 0) ^ 0xff);
});

it.each([0, 1, 300_000, -1])('resets the connection after %i bytes of the body', async (afterBytes) => {
  hub.faults.add({ origin: 'cdn', fault: faults.reset({ afterBytes }) });
  const response = await download();
  const expected = afterBytes < 0 ? SIZE + afterBytes : afterBytes;
  expect(response.ended).toBe('reset');
  expect(response.headers['content-length']).toBe(String(SIZE));
  expect(response.body.length).toBe(expected);
  expect(hub.log.bytesSentOf(SHA256)).toBe(expected);
  expect((await download()).body.equals(MODEL)).toBe(true);
});

it('cuts bodies short in all three framings', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.truncate({ afterBytes: 5 }) });
  hub.faults.add({ origin: 'cdn', nth: 2, fault: faults.truncate({ afterBytes: 5, framing: 'chunked' }) });
  hub.faults.add({ origin: 'cdn', nth: 3, fault: faults.truncate({ afterBytes: 5, framing: 'close' }) });
  const declared = await download();
  expect([declared.ended, declared.headers['content-length'], declared.body.length]).toEqual([
    'end',
    '600000',
    5,
  ]);
  const chunked = await download();
  expect(chunked.headers['transfer-encoding']).toBe('chunked');
  expect(chunked.body).toEqual(
    Buffer.concat([Buffer.from('5\r\n'), MODEL.subarray(0, 5), Buffer.from('\r\n0\r\n\r\n')]),
  );
  const close = await download();
  expect([close.headers['content-length'], close.headers['transfer-encoding']]).toEqual([
    undefined,
    undefined,
  ]);
  expect(close.headers['connection']).toBe('close');
  expect(close.body).toEqual(MODEL.subarray(0, 5));
});

it('sends more than the file has, with a length that agrees', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.extend({ extraBytes: 3 }) });
  const response = await download();
  expect(response.headers['content-length']).toBe('600003');
  expect(response.body.length).toBe(600_003);
  expect(response.body.subarray(0, SIZE).equals(MODEL)).toBe(true);
});

it('flips a byte of the file also where it is inside a range', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.flipByte({ at: 500_000 }), times: 2 });
  const whole = await download();
  expect(whole.body.length).toBe(SIZE);
  expect(createHash('sha256').update(whole.body).digest('hex')).not.toBe(SHA256);
  const range = await download({ Range: 'bytes=500000-500000' });
  expect([...range.body]).toEqual([(MODEL[500_000] ?? 0) ^ 0xff]);
});

it('changes the validator, so that If-Range brings the whole file', async () => {
  const { headers } = await download({ Range: 'bytes=0-0' });
  const resume = { Range: 'bytes=100-', 'If-Range': headers['etag'] ?? '' };
  hub.faults.add({ origin: 'cdn', fault: faults.changeEtag() });
  const changed = await download(resume);
  expect([changed.status, changed.body.length]).toEqual([200, SIZE]);
  expect(changed.headers['etag']).not.toBe(headers['etag']);
  expect((await download(resume)).status).toBe(206);
});

it('names another hash at the same commit', async () => {
  hub.faults.add({ route: RESOLVE, fault: faults.differentHash({ hash: 'e'.repeat(64) }) });
  expect((await get(RESOLVE)).headers['x-linked-etag']).toBe(`"${'e'.repeat(64)}"`);
  expect((await get(RESOLVE)).headers['x-linked-etag']).toBe(`"${SHA256}"`);
});

it.each([
  ['true', 'bytes */600000'],
  [12, 'bytes */12'],
  ['absent', undefined],
] as const)('answers 416 with the size %s', async (total, contentRange) => {
  hub.faults.add({ origin: 'cdn', fault: faults.rangeNotSatisfiable({ total }) });
  const response = await download({ Range: 'bytes=5-' });
  expect([response.status, response.headers['content-range']]).toEqual([416, contentRange]);
});

it('answers ranges wrongly in each way', async () => {
  const ask = async (fault: Parameters<typeof hub.faults.add>[0]['fault']): Promise<RawResponse> => {
    hub.faults.add({ origin: 'cdn', fault });
    return download({ Range: 'bytes=599990-' });
  };
  expect((await ask(faults.ignoreRange())).status).toBe(200);
  const wrongStart = await ask(faults.wrongStart({ start: 7 }));
  expect(wrongStart.headers['content-range']).toBe('bytes 7-599999/600000');
  expect(wrongStart.body.equals(MODEL.subarray(7))).toBe(true);
  const wrongTotal = await ask(faults.wrongTotal({ total: 5 }));
  expect([wrongTotal.status, wrongTotal.headers['content-range']]).toEqual([206, 'bytes 599990-599999/5']);
  const missing = await ask(faults.missingContentRange());
  expect([missing.status, missing.headers['content-range'], missing.body.length]).toEqual([
    206,
    undefined,
    10,
  ]);
  const multipart = await ask(faults.multipartRange());
  expect(multipart.headers['content-type']).toBe('multipart/byteranges; boundary=testhub');
  expect(multipart.body.toString('latin1')).toContain('Content-Range: bytes 599990-599999/600000\r\n\r\n');
});

it('asks to wait in each form', async () => {
  const headersOf = async (options: Parameters<typeof faults.tooManyRequests>[0]): Promise<RawResponse> => {
    hub.faults.add({ fault: faults.tooManyRequests(options) });
    return get(RESOLVE);
  };
  expect(await headersOf({ seconds: 7 })).toMatchObject({
    status: 429,
    headers: { ratelimit: '"resolvers";r=0;t=7' },
  });
  expect((await headersOf({ wait: 'seconds', seconds: 3, status: 503 })).headers['retry-after']).toBe('3');
  const date = await headersOf({ wait: 'date', seconds: 30 });
  expect(Date.parse(date.headers['retry-after'] ?? '') - Date.parse(date.headers['date'] ?? '')).toBe(30_000);
  const absent = await headersOf({ wait: 'absent' });
  expect([absent.headers['retry-after'], absent.headers['ratelimit']]).toEqual([undefined, undefined]);
});

it('trickles headers and bodies and falls silent', async () => {
  hub.faults.add({ route: TREE, fault: faults.slowHeaders({ bytesPerSecond: 200 }) });
  const headers = await rawRequest(hub.endpoint + TREE, { leaveAfterBytes: 15 });
  expect([headers.ended, headers.status]).toEqual(['left', Number.NaN]);

  hub.faults.add({ origin: 'cdn', fault: faults.slowBody({ bytesPerSecond: 2000, fromByte: 1000 }) });
  const body = await download({}, 1800);
  expect(body.ended).toBe('left');
  expect(body.body.length).toBeLessThan(SIZE / 2);

  hub.faults.add({ origin: 'cdn', fault: faults.stall({ atFraction: 0.99 }) });
  const before = hub.log.bytesSentOf(SHA256);
  const stalled = download({}, 594_000);
  await hub.log.waitFor((request) => request.faults.includes('stall') && request.bytesSent === 594_000);
  expect((await stalled).ended).toBe('left');
  expect(hub.log.bytesSentOf(SHA256) - before).toBe(594_000);
});

it('closes while an answer is stalled', async () => {
  const other = await createTestHub();
  await other.addRepository({ id: 'a/b', files: { 'x.json': '{}' } });
  other.faults.add({ fault: faults.stall({ atFraction: 0 }) });
  const pending = rawRequest(`${other.endpoint}/api/models/a/b`);
  await other.log.waitFor(({ status }) => status === 200);
  await other.close();
  expect((await pending).body.length).toBe(0);
});

it('redirects to nowhere good', async () => {
  const loop = hub.faults.add({ route: RESOLVE, fault: faults.redirectLoop() });
  expect(await get(RESOLVE)).toMatchObject({ status: 302, headers: { location: RESOLVE } });
  loop.remove();

  const hops = hub.faults.add({ route: RESOLVE, fault: faults.redirectHops({ hops: 11 }) });
  let path = RESOLVE;
  let count = 0;
  for (;;) {
    const location = (await get(path)).headers['location'] ?? '';
    if (!location.startsWith('/')) break;
    path = location;
    count += 1;
  }
  expect(count).toBe(11);
  hops.remove();

  hub.faults.add({ route: RESOLVE, fault: faults.redirectTo({ location: 'file:///etc/passwd' }) });
  expect((await get(RESOLVE)).headers['location']).toBe('file:///etc/passwd');
  hub.faults.add({ route: RESOLVE, fault: faults.missingLocation() });
  const missing = await get(RESOLVE);
  expect([missing.status, missing.headers['location']]).toEqual([302, undefined]);
  hub.faults.add({ route: RESOLVE, fault: faults.redirectToStranger() });
  const stranger = (await get(RESOLVE)).headers['location'] ?? '';
  expect(stranger).toBe(`${hub.stranger}/files/${SHA256}`);
  expect((await rawRequest(stranger)).body.equals(MODEL)).toBe(true);
});

it('speaks TLS with a certificate of its own, and leads down from it', async () => {
  const secure = await createTestHub({ tls: true });
  try {
    await secure.addRepository({ id: 'a/b', files: { 'm.onnx': 'x' } });
    await expect(fetch(`${secure.endpoint}/api/models/a/b`)).rejects.toThrow('fetch failed');
    const { request } = await import('node:https');
    const location = await new Promise<string | undefined>((resolve, reject) => {
      const ca = secure.certificate ?? '';
      request(`${secure.endpoint}/a/b/resolve/main/m.onnx`, { ca, agent: false }, (response) => {
        response.resume();
        resolve(response.headers.location);
      })
        .on('error', reject)
        .end();
    });
    expect(secure.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:/);
    expect(location).toMatch(/^http:\/\/localhost:/);
  } finally {
    await secure.close();
  }
});

it('lies in listings', async () => {
  const list = async (): Promise<{ path: string; lfs?: { oid: string } }[]> =>
    JSON.parse((await get(TREE)).body.toString()) as { path: string }[];
  const extra = hub.faults.add({ route: /tree/, fault: faults.extraPaths({ paths: ['../x', 'a\0b'] }) });
  expect((await list()).map(({ path }) => path)).toEqual(['config.json', 'model.onnx', '../x', 'a\0b']);
  extra.remove();
  hub.faults.add({ route: /tree/, fault: faults.hostileOid({ path: 'model.onnx', oid: '../x' }), times: 1 });
  expect((await list())[1]?.lfs?.oid).toBe('../x');
  hub.faults.add({ route: /tree/, fault: faults.truncatedJson() });
  const truncated = await get(TREE);
  expect(truncated.headers['content-length']).toBe(String(truncated.body.length));
  expect(() => JSON.parse(truncated.body.toString()) as unknown).toThrow(SyntaxError);
  hub.faults.add({ route: /tree/, fault: faults.nextAtStranger() });
  expect((await get(TREE)).headers['link']).toBe(`<${hub.stranger}${TREE}>; rel="next"`);
  expect((await rawRequest(hub.stranger + TREE)).body.toString()).toBe('[]');
  hub.faults.add({ route: /tree/, fault: faults.repeatedCursor() });
  expect((await get(TREE)).headers['link']).toBe(`<${hub.endpoint}${TREE}>; rel="next"`);
});

it('lists a hundred thousand files page by page, with relative links if told so', async () => {
  hub.faults.add({ route: /tree/, fault: [faults.hugeListing({ entries: 100_000 }), faults.relativeNext()] });
  const paths = new Set<string>();
  let path: string | undefined = TREE;
  let pages = 0;
  while (path !== undefined) {
    const response = await get(path);
    for (const entry of JSON.parse(response.body.toString()) as { path: string }[]) paths.add(entry.path);
    path = /^<(\/[^>]+)>; rel="next"$/.exec(response.headers['link'] ?? '')?.[1];
    pages += 1;
  }
  expect([pages, paths.size]).toEqual([101, 100_002]);
});

it('answers with what is not the hub', async () => {
  const ask = async (fault: Parameters<typeof hub.faults.add>[0]['fault']): Promise<RawResponse> => {
    hub.faults.add({ fault });
    return get(RESOLVE);
  };
  const portal = await ask(faults.captivePortal());
  expect([portal.status, portal.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(portal.headers['x-request-id']).toBeUndefined();
  expect((await ask(faults.htmlError())).status).toBe(502);
  expect((await ask(faults.proxyAuthentication())).headers['proxy-authenticate']).toBe('Basic realm="proxy"');
});

it('has the CDN refuse: expired signatures, and ranges', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.expiredSignature() });
  expect((await download()).status).toBe(403);
  hub.faults.add({ origin: 'cdn', fault: faults.rangeRefused() });
  expect((await download({ Range: 'bytes=1-' })).status).toBe(403);
  expect((await download()).status).toBe(200);
});

it('compresses in spite of identity', async () => {
  hub.faults.add({ route: /resolve-cache/, fault: faults.gzipAnyway() });
  const first = await get('/org/name/resolve/main/config.json');
  const response = await get(first.headers['location'] ?? '', { 'Accept-Encoding': 'identity' });
  expect(response.headers['content-encoding']).toBe('gzip');
  const start = response.body.indexOf('\r\n') + 2;
  const size = Number.parseInt(response.body.toString('latin1'), 16);
  expect(gunzipSync(response.body.subarray(start, start + size)).toString()).toBe('{"a":1}');
});

it('lets the world change while a client asks', async () => {
  hub.access.addToken('hf_member', ['org/name']);
  hub.repository('org/name').gated = 'auto';
  const bearer = { Authorization: 'Bearer hf_member' };
  hub.faults.add({
    route: RESOLVE,
    nth: 2,
    fault: faults.revokeAccess({ id: 'org/name', token: 'hf_member' }),
  });
  expect((await get(RESOLVE, bearer)).status).toBe(302);
  expect((await get(RESOLVE, bearer)).status).toBe(403);

  hub.repository('org/name').gated = false;
  const before = (await get(RESOLVE)).headers['x-repo-commit'];
  hub.faults.add({
    route: RESOLVE,
    fault: faults.moveBranch({ id: 'org/name', changes: { 'model.onnx': 'new' } }),
  });
  const after = await get(RESOLVE);
  expect(after.headers['x-linked-size']).toBe('3');
  expect(after.headers['x-repo-commit']).not.toBe(before);
  expect((await get(RESOLVE.replace('main', before ?? ''))).headers['x-linked-size']).toBe('600000');

  const location = (await get(RESOLVE)).headers['location'] ?? '';
  hub.faults.add({ origin: 'cdn', fault: faults.clockJump({ byMs: 86_400_000 }) });
  expect((await rawRequest(location)).status).toBe(403);
  hub.faults.add({ route: RESOLVE, fault: faults.disableRepository({ id: 'org/name' }) });
  expect((await get(RESOLVE)).status).toBe(403);
});
