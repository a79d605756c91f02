import { expect, it } from 'vitest';
import type { TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { rawRequest, type RawResponse } from './rawRequest.ts';
import { MODEL, RESOLVE, TREE, useFaultyHub } from './useFaultyHub.ts';

let hub: TestHub;
const { get, download } = useFaultyHub((opened) => (hub = opened));

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
