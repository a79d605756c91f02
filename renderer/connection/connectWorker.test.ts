import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../worker/contract/index.ts';
import { createTestPage } from '../testing/createTestPage.ts';

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
