import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../worker/contract/index.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { connectWorker } from './connectWorker.ts';

const UNANSWERED = new AppError('worker-exited', 'Nobody is there.', { details: { isUnanswered: true } });

describe('connectWorker', () => {
  it('connects, says so, and answers requests', async () => {
    const { stores, worker } = createTestPage();
    expect(stores.connection.getState().status).toBe('connecting');
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    expect(await worker.request('jobs.list')).toEqual([]);
  });

  it('connects again after a lost connection, and its listeners hear the new one', async () => {
    const { stores, worker, emit, cutConnection, passTime } = createTestPage();
    const heard: string[] = [];
    worker.on('job.removed', ({ jobId }) => heard.push(jobId));
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    cutConnection();
    await vi.waitUntil(() => stores.connection.getState().status === 'reconnecting');
    await expect(worker.request('jobs.list')).rejects.toMatchObject({ code: 'worker-exited' });
    passTime();
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    emit('job.removed', { jobId: 'job7' });
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['job7']);
  });

  it('does not try again where it is refused', async () => {
    const refusal = new AppError('permission-denied', 'The token is wrong.');
    const { stores, passTime } = createTestPage({ refusal });
    await vi.waitUntil(() => stores.connection.getState().status === 'refused');
    passTime();
    expect(stores.connection.getState().status).toBe('refused');
  });

  it('tries again where nobody answers', async () => {
    const refusal = new AppError('worker-exited', 'Nobody is there.');
    const { stores } = createTestPage({ refusal });
    await vi.waitUntil(() => stores.connection.getState().status === 'reconnecting');
  });

  it('says after four attempts that nobody answered that Earshot has stopped, and still comes back by itself', async () => {
    const { stores, cutConnection, refuse, passTime } = createTestPage();
    const heard: string[] = [];
    stores.connection.subscribe(({ status }) => heard.push(status));
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    refuse(UNANSWERED);
    cutConnection();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await vi.waitUntil(() => heard.length === 1 + attempt);
      passTime();
    }
    await vi.waitUntil(() => heard.length === 6);
    expect(heard).toEqual([
      'connected',
      'reconnecting',
      'reconnecting',
      'reconnecting',
      'reconnecting',
      'stopped',
    ]);
    expect(stores.connection.getState().failure).toBeNull();
    refuse(null);
    passTime();
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
  });

  it('does not count attempts that somebody answered', async () => {
    const { stores, refuse, passTime } = createTestPage({ refusal: UNANSWERED });
    const heard: string[] = [];
    stores.connection.subscribe(({ status }) => heard.push(status));
    for (let attempt = 1; attempt <= 7; attempt++) {
      await vi.waitUntil(() => heard.length === attempt);
      refuse(attempt === 3 ? new AppError('worker-exited', 'It is started again.') : UNANSWERED);
      passTime();
    }
    await vi.waitUntil(() => heard.length === 8);
    expect(heard.lastIndexOf('reconnecting')).toBe(6);
    expect(heard.at(-1)).toBe('stopped');
  });

  it('says at once why the shell has given the worker up', async () => {
    const refusal = new AppError('worker-exited', 'It keeps ending.', { details: { crashes: 5 } });
    const { stores } = createTestPage({ refusal });
    await vi.waitUntil(() => stores.connection.getState().status === 'stopped');
    expect(stores.connection.getState().failure).toMatchObject({
      code: 'worker-exited',
      details: { crashes: 5 },
    });
  });

  it.each([
    ['nobody answers', UNANSWERED, [250, 500, 1000, 2000, 4000, 8000, 8000]],
    [
      'the shell answers',
      new AppError('worker-exited', 'Not yet.'),
      [250, 500, 1000, 1000, 1000, 1000, 1000],
    ],
  ])('waits longer with each attempt that fails, where %s', async (_case, refusal, expected) => {
    const delaysMs: number[] = [];
    const connection = connectWorker({
      openTransport: () => Promise.reject(refusal),
      schedule(callback, delayMs) {
        if (delaysMs.push(delayMs) < expected.length) setImmediate(callback);
        return () => undefined;
      },
    });
    await vi.waitUntil(() => delaysMs.length === expected.length);
    expect(delaysMs).toEqual(expected);
    connection.close();
  });

  it('tries at once when it is told to, and only once', async () => {
    const refusal = new AppError('database-corrupt', 'The library is damaged.');
    const { stores, worker, refuse, passTime } = createTestPage({ refusal });
    const heard: string[] = [];
    await vi.waitUntil(() => stores.connection.getState().status === 'stopped');
    stores.connection.subscribe(({ status }) => heard.push(status));
    await worker.tryAgain();
    expect(heard).toEqual(['stopped']);
    refuse(null);
    await Promise.all([worker.tryAgain(), worker.tryAgain()]);
    expect(heard).toEqual(['stopped', 'connected']);
    passTime();
    await worker.tryAgain();
    expect(await worker.request('jobs.list')).toEqual([]);
    expect(heard).toEqual(['stopped', 'connected']);
  });

  it('does not tell listeners that were taken away', async () => {
    const { stores, worker, emit } = createTestPage();
    await vi.waitUntil(() => stores.connection.getState().status === 'connected');
    const heard: string[] = [];
    const stop = worker.on('job.removed', ({ jobId }) => heard.push(`first ${jobId}`));
    worker.on('job.removed', ({ jobId }) => heard.push(`second ${jobId}`));
    stop();
    emit('job.removed', { jobId: 'job7' });
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['second job7']);
  });
});
