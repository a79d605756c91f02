import { describe, expect, it } from 'vitest';
import type { EgressOutcome, EgressRequest } from './egressLedger.ts';
import type { HttpRequest } from './httpTransport.ts';
import { createHubClient } from './hubClient.ts';
import { createRateLimitGate } from './rateLimit.ts';

type Answer = { status?: number; headers?: Record<string, string>; body?: readonly string[] };

function setUp(answers: Readonly<Record<string, Answer>>, endpoint = 'https://hub.example/hf') {
  const sent: HttpRequest[] = [];
  const ledger: (EgressRequest & Partial<EgressOutcome>)[] = [];
  const waits: number[] = [];
  const state = { offline: false };
  let nowMs = 0;
  const client = createHubClient({
    endpoint: new URL(endpoint),
    token: 'secret',
    appVersion: '1.2.3',
    isOffline: () => state.offline,
    gate: createRateLimitGate({
      now: () => nowMs,
      sleep: async (delayMs) => {
        waits.push(delayMs);
        nowMs += delayMs;
      },
    }),
    ledger: {
      begin(request) {
        const entry = { ...request };
        ledger.push(entry);
        return (outcome) => void Object.assign(entry, outcome);
      },
    },
    transport: {
      close: () => undefined,
      async request(request) {
        sent.push(request);
        const answer = answers[request.url.href];
        if (answer === undefined) throw new Error('connection refused');
        async function* body() {
          for (const piece of answer?.body ?? []) yield Buffer.from(piece);
        }
        return {
          url: request.url,
          status: answer.status ?? 200,
          headers: new Headers(answer.headers),
          body: body(),
          discard: () => undefined,
        };
      },
    },
  });
  const get = (url: string, headers: Record<string, string> = {}) =>
    client.get({ url: new URL(url), purpose: 'download', signal: new AbortController().signal, headers });
  return { client, get, sent, ledger, waits, state };
}

const HUB = 'https://hub.example/hf/a';
const CDN = 'https://cdn.example/x';

describe('createHubClient', () => {
  it('puts paths below the path of a mirror', () => {
    expect(setUp({}).client.toUrl('/api/models/a').href).toBe('https://hub.example/hf/api/models/a');
    expect(setUp({}, 'https://hub.example').client.toUrl('/x').href).toBe('https://hub.example/x');
  });

  it('shows the token to the endpoint alone, and asks everybody for bytes as they are', async () => {
    const { get, sent } = setUp({ [HUB]: { status: 302, headers: { location: CDN } }, [CDN]: {} });
    const answer = await get(HUB, { Range: 'bytes=5-' });
    expect(answer.url.href).toBe(CDN);
    expect(sent.map(({ headers }) => headers['Authorization'])).toEqual(['Bearer secret', undefined]);
    expect(sent.map(({ headers }) => headers['X-Amzn-Trace-Id'] !== undefined)).toEqual([true, false]);
    for (const { headers } of sent) {
      expect(headers).toMatchObject({
        'Accept-Encoding': 'identity',
        'User-Agent': 'earshot/1.2.3',
        Range: 'bytes=5-',
      });
    }
  });

  it('tells what the hub said on the way apart from what others say', async () => {
    const { get } = setUp({
      [HUB]: { status: 307, headers: { location: '/hf/b', 'x-repo-commit': 'one' } },
      'https://hub.example/hf/b': { status: 302, headers: { location: CDN, 'x-repo-commit': 'two' } },
      [CDN]: { headers: { 'x-repo-commit': 'three' } },
    });
    const { endpointHeaders } = await get(HUB);
    expect(endpointHeaders.map((headers) => headers.get('x-repo-commit'))).toEqual(['one', 'two']);
  });

  it.each([
    ['http://cdn.example/x', 'not-https'],
    ['http://127.0.0.1/x', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['https://ada:secret@cdn.example/x', 'credentials'],
    ['http://', 'nowhere'],
    [HUB, 'loop'],
  ])('does not follow a redirect to %j', async (location, redirect) => {
    const { get, sent } = setUp({ [HUB]: { status: 302, headers: { location } } });
    await expect(get(HUB)).rejects.toMatchObject({
      code: 'network-unreachable',
      details: { reason: 'redirect', redirect },
    });
    expect(sent).toHaveLength(1);
  });

  it('holds back every request to the hub while it wants none, and none to others', async () => {
    const { get, waits } = setUp({
      [HUB]: { status: 429, headers: { ratelimit: '"api";r=0;t=29' } },
      'https://hub.example/hf/b': {},
      [CDN]: { status: 429, headers: { 'retry-after': '99' } },
    });
    await get(HUB);
    await get(CDN);
    expect(waits).toEqual([]);
    await get('https://hub.example/hf/b');
    await get('https://hub.example/hf/b');
    expect(waits).toEqual([30_000]);
  });

  it('enters each request before it is sent, and how it ended', async () => {
    const { get, ledger } = setUp({
      [HUB]: { status: 302, headers: { location: CDN } },
      [CDN]: { body: ['12345', '678'] },
    });
    const { body } = await get(HUB);
    const entry = { purpose: 'download', method: 'GET' };
    expect(ledger).toEqual([
      { ...entry, host: 'hub.example', status: 302, receivedBytes: 0 },
      { ...entry, host: 'cdn.example' },
    ]);
    for await (const _piece of body);
    expect(ledger[1]).toEqual({ ...entry, host: 'cdn.example', status: 200, receivedBytes: 8 });
    await get('https://refused.example/').catch(() => undefined);
    expect(ledger[2]).toEqual({ ...entry, host: 'refused.example', status: null, receivedBytes: 0 });
  });

  it('sends nothing while offline', async () => {
    const { get, sent, ledger, state } = setUp({ [HUB]: {} });
    state.offline = true;
    await expect(get(HUB)).rejects.toMatchObject({ code: 'offline', details: { host: 'hub.example' } });
    expect([sent, ledger]).toEqual([[], []]);
  });
});
