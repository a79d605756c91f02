import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageTransport } from '../contract/index.ts';
import { createTransportPair } from '../rpc/transportPair.ts';
import { forkWorkerProcess } from './forkWorkerProcess.ts';

const ENTRY = new URL('./tests/echoWorker.ts', import.meta.url);
/** Of a process that starts on a computer that does something else as well. */
const PATIENCE = { timeout: 60_000 };

interface Client extends MessageTransport {
  readonly heard: unknown[];
  readonly closed: Promise<void>;
}

let worker: ReturnType<typeof forkWorkerProcess>;
let exited: Promise<number>;
beforeEach(() => {
  worker = forkWorkerProcess({ entry: ENTRY, args: [] });
  exited = new Promise((resolve) => worker.on('exit', resolve));
});
afterEach(async () => {
  worker.kill();
  await exited;
});

function listen(transport: MessageTransport): Client {
  const heard: unknown[] = [];
  const closed = new Promise<void>((resolve) => transport.onClose(resolve));
  transport.onMessage((message) => heard.push(message));
  return { ...transport, heard, closed };
}

function connect(): Client {
  const [near, far] = createTransportPair();
  worker.postMessage({ type: 'connect' }, [far]);
  return listen(near);
}

describe('a worker in a process of its own', () => {
  it('hears each client in order, and bytes arrive as bytes', async () => {
    const [first, second] = [connect(), connect()];
    const messages = [{ at: 0 }, { bytes: new Uint8Array([0, 255]) }, { at: undefined, text: 'ÿ' }];
    for (const message of messages) first.send(message);
    second.send('other');
    await expect.poll(() => [first.heard, second.heard], PATIENCE).toEqual([messages, ['other']]);
  });

  it('hears of a client that goes, and says goodbye to one', async () => {
    const [leaving, dismissed, staying] = [connect(), connect(), connect()];
    const told = new Promise((resolve) => worker.on('message', resolve));
    leaving.close();
    expect(await told).toMatchObject({ error: { message: 'A client went.' } });
    dismissed.send('bye');
    await dismissed.closed;
    staying.send('still here');
    await expect.poll(() => staying.heard, PATIENCE).toEqual(['still here']);
  });

  it('loses a client that cannot carry what it is sent, and no other', async () => {
    const [near, far] = createTransportPair();
    const failing = listen(near);
    const send = (): never => {
      throw new TypeError('This is not JSON.');
    };
    worker.postMessage({ type: 'connect' }, [{ ...far, send }]);
    const staying = connect();
    const told = new Promise((resolve) => worker.on('message', resolve));
    failing.send('hello');
    await failing.closed;
    expect(await told).toMatchObject({ error: { message: 'A client went.' } });
    staying.send('still here');
    await expect.poll(() => staying.heard, PATIENCE).toEqual(['still here']);
  });

  it('takes its clients with it when it is killed, and what is sent to it then is lost', async () => {
    const client = connect();
    client.send('hello');
    await expect.poll(() => client.heard, PATIENCE).toEqual(['hello']);
    worker.kill();
    expect(await exited).toBe(137);
    await client.closed;
    worker.postMessage({ type: 'stop' });
    const late = connect();
    late.send('hello');
    expect(late.heard).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is started with the environment of a worker', async () => {
    const client = connect();
    client.send('hello');
    await expect.poll(() => client.heard, PATIENCE).toEqual(['hello']);
    const environment = await readFile(`/proc/${worker.pid}/environ`, 'utf8');
    expect(environment).toContain('GLIBC_TUNABLES=glibc.malloc.hugetlb=1');
  });

  it.runIf(process.platform !== 'win32')('leaves signals to its host', async () => {
    const client = connect();
    client.send('before');
    await expect.poll(() => client.heard, PATIENCE).toEqual(['before']);
    const { pid } = worker;
    if (pid === undefined) throw new Error('There is no process.');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    client.send('after');
    await expect.poll(() => client.heard, PATIENCE).toEqual(['before', 'after']);
    worker.postMessage({ type: 'stop' });
    expect(await exited).toBe(7);
  });
});
