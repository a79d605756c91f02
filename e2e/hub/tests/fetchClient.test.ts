import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import type { Fault } from '../fault.ts';
import { faults } from '../faults.ts';

const SIZE = 300_000;

let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  await hub.addRepository({
    id: 'org/name',
    files: { 'model.onnx': { size: SIZE, seed: 9 }, 'a.json': '{"a":1}' },
  });
});

afterEach(async () => {
  await hub.close();
});

/** What Node's fetch makes of a download: how many bytes, or why not. */
async function received(fault: Fault): Promise<number | string> {
  hub.faults.add({ origin: 'cdn', fault });
  const response = await fetch(`${hub.endpoint}/org/name/resolve/main/model.onnx`);
  try {
    return (await response.arrayBuffer()).byteLength;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it('keeps connections: many requests at once and in a row, all answered', async () => {
  const urls = Array.from({ length: 60 }, (_, index) =>
    [
      `${hub.endpoint}/api/models/org/name/tree/main`,
      `${hub.endpoint}/org/name/resolve/main/a.json`,
      `${hub.endpoint}/org/name/resolve/main/model.onnx`,
    ].at(index % 3),
  );
  const sizes = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(
      urls.map(async (url = '') => {
        const response = await fetch(url);
        return `${response.status} ${(await response.arrayBuffer()).byteLength}`;
      }),
    );
    for (const answer of answers) sizes.add(answer);
  }
  expect([...sizes].filter((answer) => !answer.startsWith('200 '))).toEqual([]);
  expect(sizes).toContain('200 7');
  expect(sizes).toContain('200 300000');
  expect(hub.log.requests).toHaveLength(300);
});

it('is cut off where HTTP can tell', async () => {
  expect(await received(faults.reset({ afterBytes: 1000 }))).toBe('terminated');
  expect(await received(faults.truncate({ afterBytes: 1000 }))).toBe('terminated');
});

it('is deceived where it cannot', async () => {
  expect(await received(faults.truncate({ afterBytes: 1000, framing: 'chunked' }))).toBe(1000);
  expect(await received(faults.truncate({ afterBytes: 1000, framing: 'close' }))).toBe(1000);
  expect(await received(faults.extend({ extraBytes: 1 }))).toBe(SIZE + 1);
  expect(await received(faults.extend({ extraBytes: 1, framing: 'chunked' }))).toBe(SIZE + 1);
  expect(await received(faults.flipByte({ at: 1 }))).toBe(SIZE);
});

it('gets all of a body that is only slow', async () => {
  expect(await received(faults.slowBody({ bytesPerSecond: 10_000, fromByte: -1000 }))).toBe(SIZE);
  expect(await received(faults.slowHeaders({ bytesPerSecond: 20_000 }))).toBe(SIZE);
});

it('can leave a stalled body, which the log then tells', async () => {
  hub.faults.add({ origin: 'cdn', fault: faults.stall({ atFraction: 0.5 }) });
  const leave = new AbortController();
  const response = await fetch(`${hub.endpoint}/org/name/resolve/main/model.onnx`, { signal: leave.signal });
  const body = response.arrayBuffer().catch((error: unknown) => error);
  await hub.log.waitFor(({ bytesSent }) => bytesSent === SIZE / 2);
  leave.abort();
  expect(await body).toMatchObject({ name: 'AbortError' });
  expect(await hub.log.waitFor(({ state }) => state === 'cut')).toMatchObject({
    origin: 'cdn',
    bytesSent: SIZE / 2,
  });
});
