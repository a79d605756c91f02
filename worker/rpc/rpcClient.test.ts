import { describe, expect, it } from 'vitest';
import { createRpcClient, PROTOCOL_VERSION, type Settings, settingsSchema } from '../contract/index.ts';
import { createTestWorker } from './testWorker.ts';
import { createTransportPair } from './transportPair.ts';

const SETTINGS: Settings = settingsSchema.parse({});

/** A worker's end that keeps what it receives; `received(n)` resolves with the first n messages. */
function createSilentWorker() {
  const [clientEnd, workerEnd] = createTransportPair();
  const messages: unknown[] = [];
  let check = (): void => undefined;
  workerEnd.onMessage((message) => {
    messages.push(message);
    check();
  });
  const received = (count: number): Promise<readonly unknown[]> =>
    new Promise((resolve) => {
      check = () => {
        if (messages.length >= count) resolve(messages.slice(0, count));
      };
      check();
    });
  return { client: createRpcClient(clientEnd), workerEnd, messages, received };
}

describe('createRpcClient', () => {
  it('sends requests only after the worker is ready', async () => {
    const { client, workerEnd, messages, received } = createSilentWorker();
    const result = client.request('settings.get');
    await new Promise((resolve) => setImmediate(resolve));
    expect(messages).toEqual([]);
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    expect(await received(1)).toEqual([
      { type: 'request', id: 0, method: 'settings.get', params: undefined },
    ]);
    workerEnd.send({ type: 'response', id: 0, ok: true, result: SETTINGS });
    expect(await result).toEqual(SETTINGS);
  });

  it('rejects everything when the worker speaks another version', async () => {
    const { client, workerEnd } = createSilentWorker();
    const early = expect(client.request('jobs.list')).rejects.toMatchObject({
      code: 'internal',
      details: { clientProtocolVersion: 1, workerProtocolVersion: 2 },
    });
    workerEnd.send({ type: 'ready', protocolVersion: 2 });
    await early;
    await expect(client.ready).rejects.toMatchObject({ code: 'internal' });
    await expect(client.request('jobs.list')).rejects.toMatchObject({ code: 'internal' });
  });

  it('hangs up on a worker that speaks another version, also when nobody waits for it', async () => {
    const { workerEnd } = createSilentWorker();
    const closed = new Promise<void>((resolve) => workerEnd.onClose(resolve));
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION + 1 });
    await closed;
  });

  it('settles at once and sends cancel when a signal aborts, and ignores the late answer', async () => {
    const { client, workerEnd, received } = createSilentWorker();
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    const controller = new AbortController();
    const canceled = client.request('jobs.list', undefined, { signal: controller.signal });
    await received(1);
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
    expect((await received(2))[1]).toEqual({ type: 'cancel', id: 0 });
    workerEnd.send({ type: 'response', id: 0, ok: true, result: [] });
    const next = client.request('settings.get');
    expect((await received(3))[2]).toMatchObject({ id: 1, method: 'settings.get' });
    workerEnd.send({ type: 'response', id: 1, ok: true, result: SETTINGS });
    expect(await next).toEqual(SETTINGS);
  });

  it('lets go of a signal with the answer, so that it can serve many requests', async () => {
    const { client } = createTestWorker({ 'settings.get': () => SETTINGS });
    const listening = new Set<unknown>();
    const watched = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listening.add(listener),
      removeEventListener: (_type: 'abort', listener: () => void) => void listening.delete(listener),
    };
    const answer = client.request('settings.get', undefined, { signal: watched });
    expect(listening.size).toBe(1);
    expect(await answer).toEqual(SETTINGS);
    await expect(client.request('jobs.list', undefined, { signal: watched })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(listening.size).toBe(0);
  });

  it('never sends a request that is canceled before the worker is ready', async () => {
    const { client, workerEnd, received } = createSilentWorker();
    const controller = new AbortController();
    const early = client.request('jobs.list', undefined, { signal: controller.signal });
    controller.abort();
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    await expect(
      client.request('jobs.list', undefined, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    void client.request('settings.get').catch(() => undefined);
    expect(await received(1)).toMatchObject([{ method: 'settings.get' }]);
  });

  it('never sends a request that is canceled just as the worker gets ready', async () => {
    const { client, workerEnd, received } = createSilentWorker();
    const controller = new AbortController();
    const early = client.request('jobs.list', undefined, { signal: controller.signal });
    void client.ready.then(() => controller.abort());
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    void client.request('settings.get').catch(() => undefined);
    expect(await received(1)).toMatchObject([{ method: 'settings.get' }]);
  });

  it('rejects pending, waiting and later requests with worker-exited when the worker goes away', async () => {
    const { client, workerEnd, received } = createSilentWorker();
    workerEnd.send({ type: 'ready', protocolVersion: PROTOCOL_VERSION });
    const pending = expect(client.request('jobs.list')).rejects.toMatchObject({ code: 'worker-exited' });
    await received(1);
    workerEnd.close();
    await pending;
    await expect(client.request('jobs.list')).rejects.toMatchObject({ code: 'worker-exited' });

    const unready = createSilentWorker();
    const waiting = expect(unready.client.request('jobs.list')).rejects.toMatchObject({
      code: 'worker-exited',
    });
    unready.workerEnd.close();
    await waiting;
  });

  it('answers parameters that cannot be cloned with invalid-request', async () => {
    const { client } = createTestWorker();
    await expect(
      client.request('media.probe', { path: (() => '/a.wav') as unknown as string }),
    ).rejects.toMatchObject({ code: 'invalid-request', details: { method: 'media.probe' } });
  });

  it('delivers events to the listeners that are left', async () => {
    const { client, emit } = createTestWorker();
    const heard: string[] = [];
    const removeFirst = client.on('meeting.removed', ({ meetingId }) => heard.push(`first ${meetingId}`));
    await client.ready;
    emit('meeting.removed', { meetingId: 'm1' });
    await new Promise<void>((resolve) => {
      client.on('meeting.removed', ({ meetingId }) => {
        heard.push(`second ${meetingId}`);
        resolve();
      });
    });
    removeFirst();
    const changed = new Promise<void>((resolve) => client.on('settings.changed', () => resolve()));
    emit('meeting.removed', { meetingId: 'm2' });
    emit('settings.changed', SETTINGS);
    await changed;
    expect(heard).toEqual(['first m1', 'second m1', 'second m2']);
  });

  it('tells every listener, also after one that throws, and reports what it threw', async () => {
    const { client, emit } = createTestWorker();
    await client.ready;
    const reported = new Promise<unknown>((resolve) => process.once('unhandledRejection', resolve));
    const heard = new Promise<unknown>((resolve) => {
      const removeItself = client.on('job.removed', () => {
        removeItself();
        throw new Error('a bug in the page');
      });
      client.on('job.removed', resolve);
    });
    emit('job.removed', { jobId: 'j1' });
    expect(await heard).toEqual({ jobId: 'j1' });
    expect(await reported).toMatchObject({ message: 'a bug in the page' });
  });

  it('keeps many requests apart whatever the order of their answers', async () => {
    const waiting = new Map<string, (value: string) => void>();
    const { client } = createTestWorker({
      'exports.render': ({ meetingId }) => new Promise((resolve) => waiting.set(meetingId, resolve)),
      'jobs.list': () => {
        for (const [meetingId, resolve] of [...waiting].reverse()) resolve(`text of ${meetingId}`);
        return [];
      },
    });
    const requests = ['m1', 'm2', 'm3'].map((meetingId) =>
      client.request('exports.render', { meetingId, format: 'txt' }),
    );
    await client.request('jobs.list');
    expect(await Promise.all(requests)).toEqual(['text of m1', 'text of m2', 'text of m3']);
  });
});
