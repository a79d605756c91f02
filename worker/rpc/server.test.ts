import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/index.ts';
import type { RpcHandlers } from './server.ts';
import { createTestHandlers, createTestWorker } from './testWorker.ts';

function createDeferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('serveRpc', () => {
  it('hands a handler parameters with the defaults of the schema', async () => {
    const { client } = createTestWorker({
      'exports.render': (params) => JSON.stringify(params),
    });
    const rendered = await client.request('exports.render', {
      meetingId: 'm1',
      format: 'srt',
      options: { maxLineLength: 30 },
    });
    expect(JSON.parse(String(rendered))).toEqual({
      meetingId: 'm1',
      format: 'srt',
      options: {
        maxLineLength: 30,
        maxLinesPerCue: 2,
        maxCharactersPerSecond: 20,
        speakers: true,
        timestamps: false,
        words: true,
      },
    });
  });

  it('answers wrong parameters with invalid-request and says which field is wrong', async () => {
    const { client } = createTestWorker();
    await expect(
      client.request('library.rename', { meetingId: 'm1', title: 7 as unknown as string }),
    ).rejects.toMatchObject({
      name: 'AppError',
      code: 'invalid-request',
      details: { method: 'library.rename', issues: 'title: Invalid input: expected string, received number' },
    });
  });

  it('does not repeat whole what is wrong with parameters', async () => {
    const { client } = createTestWorker();
    const modelIds = Array.from({ length: 100 }, () => 7 as unknown as string);
    await expect(client.request('models.prepareOffline', { modelIds })).rejects.toMatchObject({
      details: { issues: expect.stringMatching(/^(modelIds\.\d: [^;]+(; )?){5}$/) as string },
    });
    const longKey = { ['k'.repeat(100_000)]: 1 } as unknown as { jobId: string };
    const error: unknown = await client.request('jobs.cancel', longKey).catch((thrown: unknown) => thrown);
    expect(String((error as AppError).details['issues'])).toHaveLength(500);
  });

  it.each(['no.such.method', '__proto__', 'constructor', 'toString', ''])(
    'answers the method %j with invalid-request',
    async (method) => {
      const { client } = createTestWorker();
      await expect(client.request(method as 'jobs.list')).rejects.toMatchObject({
        code: 'invalid-request',
        details: { method },
      });
    },
  );

  it('carries code, details and the chain of causes of an error', async () => {
    const { client, logged } = createTestWorker({
      'media.probe': ({ path }) => {
        throw new AppError('media-unreadable', 'The file cannot be read.', {
          details: { path, sizeBytes: 12 },
          cause: new AppError('permission-denied', 'Not yours.', { cause: new TypeError('deep') }),
        });
      },
    });
    await expect(client.request('media.probe', { path: '/a.wav' })).rejects.toMatchObject({
      code: 'media-unreadable',
      message: 'The file cannot be read.',
      details: { path: '/a.wav', sizeBytes: 12 },
      cause: { code: 'permission-denied', cause: { code: 'internal', message: 'deep' } },
    });
    expect(logged).toEqual([]);
  });

  it('answers a bug with internal, keeps its stack and logs it', async () => {
    const { client, logged } = createTestWorker({
      'jobs.list': () => {
        throw new RangeError('a bug');
      },
    });
    const error: unknown = await client.request('jobs.list').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal', message: 'a bug' });
    expect((error as Error).stack).toContain('server.test.ts');
    expect(logged).toEqual([{ level: 'error', message: 'rpc handler failed' }]);
  });

  it('answers with an error that names the method when the result cannot be cloned', async () => {
    const { client } = createTestWorker({ 'exports.render': () => (() => 1) as unknown as string });
    await expect(client.request('exports.render', { meetingId: 'm1', format: 'txt' })).rejects.toMatchObject({
      code: 'internal',
      details: { method: 'exports.render' },
    });
  });

  it('aborts the signal of a handler when its request is canceled', async () => {
    const started = createDeferred<AbortSignal>();
    const { client } = createTestWorker({
      'media.probe': (_params, { signal }) => {
        started.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const request = client.request('media.probe', { path: '/a.wav' }, { signal: controller.signal });
    const rejected = expect(request).rejects.toMatchObject({ name: 'AbortError' });
    const signal = await started.promise;
    controller.abort();
    await rejected;
    if (!signal.aborted) await once(signal, 'abort');
  });

  it('does not answer a canceled request, whatever its handler comes to', async () => {
    const worker = createTestWorker({
      'media.probe': async ({ path }, { signal }) => {
        await once(signal, 'abort');
        if (path === '/fails.wav') throw new AppError('media-missing', 'It is gone.');
        return {
          path,
          container: 'wav',
          durationSeconds: 1,
          sizeBytes: 44,
          audioStreams: [],
          hasVideo: false,
        };
      },
      'jobs.list': () => [],
    });
    await worker.client.ready;
    const answered = new Promise<unknown>((resolve) => worker.clientEnd.onMessage(resolve));
    for (const [id, path] of ['/works.wav', '/fails.wav'].entries()) {
      worker.clientEnd.send({ type: 'request', id, method: 'media.probe', params: { path } });
      worker.clientEnd.send({ type: 'cancel', id });
    }
    worker.clientEnd.send({ type: 'request', id: 2, method: 'jobs.list' });
    expect(await answered).toEqual({ type: 'response', id: 2, ok: true, result: [] });
  });

  it('aborts every request and stops sending events when its client goes away', async () => {
    const started = createDeferred<AbortSignal>();
    const worker = createTestWorker({
      'media.probe': (_params, { signal }) => {
        started.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const rejected = expect(worker.client.request('media.probe', { path: '/a.wav' })).rejects.toMatchObject({
      code: 'worker-exited',
    });
    const signal = await started.promise;
    worker.client.close();
    await once(signal, 'abort');
    await rejected;
    expect(worker.listenerCount()).toBe(0);
  });

  it('logs an event that cannot be sent, and goes on', async () => {
    const { client, emit, logged } = createTestWorker({ 'jobs.list': () => [] });
    await client.ready;
    emit('job.removed', { jobId: (() => 'j1') as unknown as string });
    expect(await client.request('jobs.list')).toEqual([]);
    expect(logged).toEqual([{ level: 'error', message: 'rpc event cannot be sent' }]);
  });

  it('refuses a request whose id is in use', async () => {
    const worker = createTestWorker({ 'jobs.list': () => new Promise(() => undefined) });
    await worker.client.ready;
    const received: unknown[] = [];
    const answered = new Promise<void>((resolve) => {
      worker.clientEnd.onMessage((message) => {
        received.push(message);
        resolve();
      });
    });
    worker.clientEnd.send({ type: 'request', id: 5, method: 'jobs.list' });
    worker.clientEnd.send({ type: 'request', id: 5, method: 'jobs.list' });
    await answered;
    expect(received).toMatchObject([
      { type: 'response', id: 5, ok: false, error: { code: 'invalid-request' } },
    ]);
  });

  it('refuses more than a thousand open requests and keeps serving', async () => {
    let open = 0;
    const { client } = createTestWorker({
      'jobs.list': () => {
        open++;
        return new Promise(() => undefined);
      },
    });
    const requests = Array.from({ length: 1001 }, () => client.request('jobs.list'));
    requests.forEach((request) => request.catch(() => undefined));
    await expect(requests[1000]).rejects.toMatchObject({ code: 'invalid-request' });
    expect(open).toBe(1000);
  });

  it('counts as open only what is not answered, and takes its id again', async () => {
    const { client, clientEnd } = createTestWorker({ 'jobs.list': () => [] });
    await client.ready;
    let answered: (message: unknown) => void = () => undefined;
    clientEnd.onMessage((message) => answered(message));
    for (let sent = 0; sent <= 1000; sent++) {
      const answer = new Promise((resolve) => (answered = resolve));
      clientEnd.send({ type: 'request', id: sent % 1000, method: 'jobs.list' });
      expect(await answer).toMatchObject({ ok: true });
    }
  });

  it('is told by the compiler when a method has no handler', () => {
    const { 'jobs.list': _left, ...incomplete } = createTestHandlers();
    // @ts-expect-error jobs.list is missing
    const handlers: RpcHandlers = incomplete;
    expect(handlers['jobs.list']).toBeUndefined();
  });
});
