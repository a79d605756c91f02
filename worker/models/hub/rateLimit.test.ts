import { describe, expect, it } from 'vitest';
import { createRateLimitGate, readRequestedWait } from './rateLimit.ts';

const { signal } = new AbortController();
const DATE = 'Fri, 20 Nov 2026 12:00:00 GMT';

function setUp() {
  let nowMs = 0;
  const waits: number[] = [];
  const gate = createRateLimitGate({
    now: () => nowMs,
    sleep: async (delayMs) => {
      waits.push(delayMs);
      nowMs += delayMs;
    },
  });
  return { gate, waits };
}

describe('readRequestedWait', () => {
  it.each<[Record<string, string>, number | null]>([
    [{ ratelimit: '"resolvers";r=0;t=17' }, 18_000],
    [{ ratelimit: '"api";r=3;t=40, "resolvers";r=0;t=5' }, 6000],
    [{ ratelimit: '"resolvers";r=0;t=17', 'retry-after': '2' }, 18_000],
    [{ ratelimit: '"resolvers";r=9;t=17' }, null],
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT', date: DATE }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT', date: DATE }, 0],
    [{ 'retry-after': '99999999' }, 301_000],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('reads %j as %j', (headers, expected) => {
    expect(readRequestedWait(new Headers(headers))).toBe(expected);
  });
});

describe('createRateLimitGate', () => {
  it('lets requests pass while there is quota', async () => {
    const { gate, waits } = setUp();
    gate.observe(200, new Headers({ ratelimit: '"api";r=1;t=100' }));
    await gate.pass(signal);
    expect(waits).toEqual([]);
  });

  it('stops all requests when the quota is used up, even by an answer that succeeded', async () => {
    const { gate, waits } = setUp();
    gate.observe(200, new Headers({ ratelimit: '"api";r=0;t=9' }));
    await gate.pass(signal);
    await gate.pass(signal);
    expect(waits).toEqual([10_000]);
  });

  it('waits a second after a refusal that names no time, and as long as the longest asked for', async () => {
    const { gate, waits } = setUp();
    gate.observe(429, new Headers());
    await gate.pass(signal);
    gate.observe(429, new Headers({ 'retry-after': '60' }));
    gate.observe(429, new Headers({ 'retry-after': '5' }));
    await gate.pass(signal);
    expect(waits).toEqual([1000, 60_000]);
  });

  it('takes no notice of the time a failing server asks for one request', async () => {
    const { gate, waits } = setUp();
    gate.observe(503, new Headers({ 'retry-after': '60' }));
    await gate.pass(signal);
    expect(waits).toEqual([]);
  });
});
