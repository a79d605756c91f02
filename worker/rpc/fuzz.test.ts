import { describe, expect, it } from 'vitest';
import {
  AppError,
  createRpcClient,
  PROTOCOL_VERSION,
  parseWireMessage,
  type RpcMethod,
  rpcSchemas,
} from '../contract/index.ts';
import { createRandom } from '../lib/testRandom.ts';
import { createTestWorker } from './testWorker.ts';
import { createTransportPair } from './transportPair.ts';

const MESSAGES = 10_000;

function createFuzzer(seed: number) {
  const random = createRandom(seed);
  const integer = (below: number): number => Math.floor(random() * below);
  const pick = <T>(choices: readonly T[]): T => choices[integer(choices.length)] as T;
  const methods = Object.keys(rpcSchemas) as RpcMethod[];
  const names = [
    ...methods,
    ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype', '', 'jobs', 'jobs.'],
    ...['\0', '💥'.repeat(40), 'x'.repeat(101), 'y'.repeat(100_000)],
  ];
  const keys = [
    'path',
    'meetingId',
    'jobId',
    'options',
    'kind',
    'limit',
    '__proto__',
    'constructor',
    'type',
    'id',
  ];
  const scalars: readonly (() => unknown)[] = [
    () => integer(50),
    () => pick([-1, 0.5, NaN, Infinity, -0, 2 ** 53, Number.MAX_VALUE]),
    () => pick(['transcribe', 'm1', 'srt', '', '\0', '\u{202e}', 'z'.repeat(40_000)]),
    () => pick([true, false, null, undefined]),
    () => 10n,
    () => new Date(0),
    () => new Map([['path', 1]]),
    () => new Uint8Array(3),
    () => /x/,
    () => new Error('sent as data'),
  ];
  const value = (depth: number): unknown => {
    const kind = depth <= 0 ? 0 : integer(4);
    if (kind === 1) return Array.from({ length: integer(4) }, () => value(depth - 1));
    if (kind === 2) return record(depth - 1);
    return pick(scalars)();
  };
  // `defineProperty` makes an own property even of `__proto__`, as JSON.parse does.
  const record = (depth: number): object => {
    const made = {};
    for (let count = integer(5); count > 0; count--) {
      const property = { value: value(depth), enumerable: true, configurable: true, writable: true };
      Object.defineProperty(made, pick(keys), property);
    }
    return made;
  };
  const maybe = (sound: unknown): unknown => (random() < 0.15 ? value(2) : sound);
  const envelopes: readonly (() => unknown)[] = [
    () => ({ type: 'request', id: maybe(integer(1e9)), method: maybe(pick(names)), params: value(3) }),
    () => ({ type: 'request', id: integer(1e9), method: pick(methods), params: record(3) }),
    () => ({ type: 'cancel', id: maybe(integer(1e9)) }),
    () => ({ type: 'response', id: maybe(integer(40)), ok: maybe(true), result: value(3) }),
    () => ({ type: 'response', id: maybe(integer(40)), ok: false, error: maybe(errorRecord()) }),
    () => ({
      type: 'event',
      name: maybe(pick(['job.changed', 'job.removed', '__proto__'])),
      payload: value(2),
    }),
    () => ({ type: maybe('ready'), protocolVersion: value(0) }),
    () => value(4),
  ];
  const errorRecord = (): object => ({
    name: maybe(pick(['AppError', 'AbortError', '__proto__'])),
    message: maybe('message'),
    code: maybe(pick(['internal', 'not-found', 'no-such-code'])),
    details: maybe({ path: '/a' }),
    cause: maybe(undefined),
  });
  return () => pick(envelopes)();
}

describe('the protocol under fuzzed messages', () => {
  it('answers 10,000 fuzzed messages to the worker with typed errors only, and still serves', async () => {
    const [clientEnd, workerEnd] = createTransportPair();
    const accepted: string[] = [];
    const handlers = Object.fromEntries(
      Object.keys(rpcSchemas).map((method) => [method, () => (accepted.push(method), method)]),
    );
    const worker = createTestWorker(handlers, [clientEnd, workerEnd]);
    const errors: unknown[] = [];
    const finished = new Promise<void>((resolve) => {
      clientEnd.onMessage((received) => {
        const message = parseWireMessage(received);
        if (message?.type === 'response' && message.id === 2e9) return resolve();
        if (message?.type === 'response' && message.ok) expect(accepted).toContain(message.result);
        else if (message?.type === 'response') errors.push(message.error);
        else expect(message).toEqual({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
      });
    });
    const next = createFuzzer(1);
    for (let sent = 0; sent < MESSAGES; sent++) clientEnd.send(next());
    clientEnd.send({ type: 'request', id: 2e9, method: 'jobs.list' });
    await finished;
    expect(errors.length).toBeGreaterThan(1000);
    expect(errors.filter((error) => (error as AppError).code !== 'invalid-request')).toEqual([]);
    expect(worker.logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(({} as Record<string, unknown>)['path']).toBeUndefined();
  });

  it('settles requests with typed errors or results under 10,000 fuzzed messages from the worker', async () => {
    const [clientEnd, workerEnd] = createTransportPair();
    const client = createRpcClient(clientEnd);
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    const requests = Array.from({ length: 40 }, () => client.request('jobs.list'));
    const settled = Promise.allSettled(requests);
    await client.ready;
    const next = createFuzzer(2);
    for (let sent = 0; sent < MESSAGES; sent++) workerEnd.send(next());
    workerEnd.close();
    const rejections = (await settled).filter((result) => result.status === 'rejected');
    expect(rejections.length).toBeGreaterThan(0);
    for (const { reason } of rejections) {
      expect(reason instanceof AppError || (reason as Error).name === 'AbortError').toBe(true);
    }
  });
});
