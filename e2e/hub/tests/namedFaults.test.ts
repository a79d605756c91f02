import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { type FaultName, namedFaults } from '../namedFaults.ts';
import { rawRequest } from './rawRequest.ts';

let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  await hub.addRepository({
    id: 'org/name',
    files: { 'config.json': '{}', 'model.onnx': { size: 2_000_000, seed: 1 } },
  });
});

afterEach(async () => {
  await hub.close();
});

/** A plain download of everything, with ranges, that minds nothing it gets. */
async function useEverything(): Promise<void> {
  await rawRequest(`${hub.endpoint}/api/models/org/name/tree/main?recursive=true`);
  for (const name of ['config.json', 'model.onnx']) {
    const { headers } = await rawRequest(`${hub.endpoint}/org/name/resolve/main/${name}`);
    const location = headers['location'] ?? '';
    if (location.startsWith('file:') || location === '') continue;
    const url = location.startsWith('/') ? hub.endpoint + location : location;
    for (const start of [0, 1_999_000]) {
      await rawRequest(url, { headers: { Range: `bytes=${start}-` }, leaveAfterBytes: 1_000_000 });
    }
  }
}

it.each(Object.keys(namedFaults) as FaultName[])(
  'strikes with %s somewhere in a plain download',
  async (name) => {
    const rule = namedFaults[name];
    // The slow and silent ones are left, but not waited for.
    const handle = hub.faults.add(rule);
    const done = name === 'slowHeaders' || name === 'stall' ? undefined : useEverything();
    if (done === undefined) {
      const used = useEverything();
      await hub.log.waitFor((request) => request.faults.includes(name));
      await hub.close();
      await used.catch(() => undefined);
    }
    await done;
    expect(handle.struck).toBeGreaterThan(0);
    expect(hub.log.requests.some(({ faults }) => faults.includes(name))).toBe(true);
  },
);
