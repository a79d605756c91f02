import { describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../contract/index.ts';
import { createTestWorker, type TestWorker } from '../rpc/testWorker.ts';
import { createTranscribeJob } from './tests/testJobs.ts';
import { waitForJob } from './waitForJob.ts';

const JOB = createTranscribeJob();

describe('waitForJob', () => {
  function start(onStart: (worker: TestWorker) => JobSnapshot, signal?: AbortSignal) {
    const worker = createTestWorker({ 'jobs.retry': () => onStart(worker) });
    const seen: string[] = [];
    const job = waitForJob(worker.client, () => worker.client.request('jobs.retry', { jobId: 'j1' }), {
      signal: signal ?? new AbortController().signal,
      onChange: ({ jobId, status }) => seen.push(`${jobId} ${status}`),
    });
    return { job, seen };
  }

  it('resolves with a job that was finished before its start was answered', async () => {
    const { job, seen } = start((worker) => {
      worker.emit('job.changed', { ...JOB, status: 'running' });
      worker.emit('job.changed', { ...JOB, status: 'completed' });
      return JOB;
    });
    expect(await job).toMatchObject({ status: 'completed' });
    expect(seen).toEqual(['j1 completed']);
  });

  it('follows its own job only', async () => {
    const { job, seen } = start((worker) => {
      setImmediate(() => {
        worker.emit('job.changed', { ...JOB, jobId: 'j2', status: 'completed' });
        worker.emit('job.removed', { jobId: 'j2' });
        worker.emit('job.changed', { ...JOB, status: 'failed' });
      });
      return JOB;
    });
    expect(await job).toMatchObject({ jobId: 'j1', status: 'failed' });
    expect(seen).toEqual(['j1 queued', 'j1 failed']);
  });

  it('rejects when the job is removed or the person stops', async () => {
    const removed = start((worker) => {
      setImmediate(() => worker.emit('job.removed', { jobId: 'j1' }));
      return JOB;
    });
    await expect(removed.job).rejects.toMatchObject({ code: 'not-found' });
    await expect(start(() => JOB, AbortSignal.abort()).job).rejects.toMatchObject({ name: 'AbortError' });
  });
});
