import { expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { rawRequest } from './rawRequest.ts';
import { MODEL, RESOLVE, SHA256, useFaultyHub } from './useFaultyHub.ts';

let hub: TestHub;
const { get } = useFaultyHub((opened) => (hub = opened));

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
