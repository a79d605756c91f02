import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { createWorkerApp } from '../app.ts';
import {
  createRpcClient,
  isAbortError,
  type RpcMethod,
  rpcSchemas,
  serializeError,
} from '../contract/index.ts';
import { createRandom } from '../lib/testRandom.ts';
import { serveRpc } from './server.ts';
import { createTransportPair } from './transportPair.ts';

const MESSAGES = 10_000;
/** Requests that are open at the same time. */
const AT_ONCE = 50;
/** Those that take a second of measuring each time, and the one whose work goes on after its answer. */
const LEFT_OUT: ReadonlySet<string> = new Set(['models.speed', 'models.catalog', 'jobs.start']);

const TEXTS = [
  '',
  ' ',
  'a',
  'en',
  '*',
  '"a',
  'NEAR(',
  "'; --",
  '\u{202e}',
  '\ud800',
  '__proto__',
  'z'.repeat(400),
];
const NUMBERS = [0, 1, 2, 10, 999, 0.5, -1, 1e9, 1e300, Number.MAX_SAFE_INTEGER];
const MODELS = [
  'earshot-starter',
  'silero-vad',
  'whisper-base',
  'org/name@main',
  '../..',
  'constructor',
  '%',
  '\ud800',
];
const IDS = ['m1', 'j1', 'j2', 'j3', 't1', 'f1', 'x', '__proto__'];

/** Parameters as a schema allows them, or nearly so. */
function createParams(seed: number, folder: string) {
  const random = createRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const paths = [
    'talk.wav',
    'folder',
    'missing',
    'a/b',
    'ü',
    'x'.repeat(300),
    'data',
    'data/library.db',
    '\ud800',
  ];
  const text = (field: string): string => {
    if (/dir|path|folder|file|^to$/i.test(field)) return join(folder, pick(paths));
    if (/model/i.test(field)) return pick(MODELS);
    return pick(/id$|^before$/i.test(field) ? IDS : TEXTS);
  };
  const create = (schema: z.core.$ZodType, field: string): unknown => {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'object': {
        const fields = Object.entries(def.shape).map(([name, inner]) => [name, create(inner, name)] as const);
        return Object.fromEntries(fields.filter(([, value]) => value !== undefined || random() < 0.1));
      }
      case 'optional':
      case 'default':
        return random() < 0.5 ? undefined : create(def.innerType, field);
      case 'nullable':
        return random() < 0.3 ? null : create(def.innerType, field);
      case 'union':
        return create(pick(def.options), field);
      case 'array':
        return [1, 2, 3].slice(0, random() * 4).map(() => create(def.element, field));
      case 'enum':
        return pick(Object.values(def.entries));
      case 'literal':
        return pick(def.values);
      case 'boolean':
        return random() < 0.5;
      case 'number':
        return pick(NUMBERS);
      case 'string':
        return text(field);
      case 'null':
        return null;
      default:
        return undefined;
    }
  };
  const methods = (Object.keys(rpcSchemas) as RpcMethod[]).filter((method) => !LEFT_OUT.has(method));
  return (): readonly [RpcMethod, unknown] => {
    const method = pick(methods);
    return [method, create(rpcSchemas[method], '')];
  };
}

it('answers 10,000 requests to the real services, many at once, with results and typed errors only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-services-'));
  await writeFile(join(folder, 'talk.wav'), 'no sound');
  await mkdir(join(folder, 'folder'));
  const app = await createWorkerApp({
    appVersion: '0.0.0',
    dataDir: join(folder, 'data'),
    assetsDir: join(import.meta.dirname, '..', '..', 'assets'),
    offline: true,
    logLevel: 'error',
    unfinishedJobs: 'continue',
    environment: {},
  });
  const bugs: unknown[] = [];
  const [clientEnd, workerEnd] = createTransportPair();
  const logger = { debug: () => undefined, error: (...bug: unknown[]) => bugs.push(bug) };
  serveRpc({ transport: workerEnd, handlers: app.handlers, subscribe: app.subscribe, logger });
  const client = createRpcClient(clientEnd);
  const next = createParams(1, folder);
  let results = 0;
  for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
    const answers = Array.from({ length: AT_ONCE }, async () => {
      const [method, params] = next();
      await client.request(method, params as never).then(
        () => results++,
        (error: unknown) => {
          const { code, message } = serializeError(error);
          if (code === 'internal' && !isAbortError(error)) bugs.push({ method, params, message });
        },
      );
    });
    await Promise.all(answers);
  }
  expect(bugs).toEqual([]);
  expect(results).toBeGreaterThan(1000);
  client.close();
  await app.close();
  await rm(folder, { recursive: true, force: true });
});
