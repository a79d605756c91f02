import { describe, expect, it, vi } from 'vitest';
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
