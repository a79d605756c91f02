import { describe, expect, it, vi } from 'vitest';
import { AppError, createAbortError } from '../../worker/contract/index.ts';
import type { RpcHandlers } from '../../worker/rpc/server.ts';
import type { Host } from '../host/host.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { createJob } from '../testing/records.ts';
import { type JobsStore, selectFinished, selectOpenJobs } from './jobsStore.ts';

async function openJobs(host: Partial<Host>, handlers: Partial<RpcHandlers> = {}): Promise<JobsStore> {
  const { stores } = createTestPage({
    host,
    handlers: {
      'jobs.start': (request) =>
        createJob({ jobId: request.kind === 'transcribe' ? request.path : '', status: 'queued' }),
      ...handlers,
    },
  });
  await vi.waitUntil(() => stores.connection.getState().status === 'connected');
  return stores.jobs;
}

const files = [new File(['a'], 'a.wav'), new File(['b'], 'b.wav')];

describe('jobsStore', () => {
  it('imports files in their order and queues each', async () => {
    const jobs = await openJobs({ importFile: (file) => Promise.resolve(`/uploads/${file.name}`) });
    await jobs.getState().addFiles(files);
    expect(jobs.getState().jobs.map(({ jobId }) => jobId)).toEqual(['/uploads/a.wav', '/uploads/b.wav']);
    expect(jobs.getState().imports).toEqual([]);
  });

  it('shows how far a file is copied', async () => {
    let finish: (path: string) => void = () => undefined;
    const jobs = await openJobs({
      importFile: (_file, { onProgress }) => {
        onProgress(0.25);
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    const added = jobs.getState().addFiles(files.slice(0, 1));
    expect(jobs.getState().imports).toMatchObject([{ name: 'a.wav', fraction: 0.25 }]);
    finish('/uploads/a.wav');
    await added;
    expect(jobs.getState().imports).toEqual([]);
  });

  it('keeps a file that failed, with the reason, and goes on with the next', async () => {
    const jobs = await openJobs({
      importFile: (file) =>
        file.name === 'a.wav'
          ? Promise.reject(new AppError('disk-full', 'No room.'))
          : Promise.resolve('/uploads/b.wav'),
    });
    await jobs.getState().addFiles(files);
    expect(jobs.getState().imports).toMatchObject([{ name: 'a.wav', error: { code: 'disk-full' } }]);
    expect(jobs.getState().jobs).toHaveLength(1);
  });

  it('forgets a file whose import was canceled, without an error and without a job', async () => {
    const jobs = await openJobs({
      importFile: (_file, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(createAbortError());
          });
        }),
    });
    const added = jobs.getState().addFiles(files.slice(0, 1));
    jobs.getState().cancelImport(jobs.getState().imports[0]?.importId ?? -1);
    await added;
    expect(jobs.getState()).toMatchObject({ imports: [], jobs: [] });
  });

  it('shows what the worker says to an action at the job', async () => {
    const jobs = await openJobs(
      {},
      {
        'jobs.pause': ({ jobId }) => createJob({ jobId, status: 'paused' }),
        'jobs.retry': () => {
          throw new AppError('invalid-request', 'It has not failed.');
        },
      },
    );
    await jobs.getState().act('pause', 'job1');
    expect(jobs.getState().jobs).toEqual([createJob({ status: 'paused' })]);
    await jobs.getState().act('retry', 'job1');
    expect(jobs.getState().actionErrors).toMatchObject({ job1: { code: 'invalid-request' } });
  });

  it('shows a failed job until it is dismissed', async () => {
    const removed: string[] = [];
    const jobs = await openJobs({}, { 'jobs.remove': ({ jobId }) => (removed.push(jobId), null) });
    jobs.getState().acceptJob(createJob({ jobId: 'done', status: 'completed' }));
    jobs.getState().acceptJob(createJob({ jobId: 'broken', status: 'failed' }));
    expect(selectOpenJobs(jobs.getState()).map(({ jobId }) => jobId)).toEqual(['broken']);
    await jobs.getState().dismiss('broken');
    expect({ open: selectOpenJobs(jobs.getState()), removed }).toEqual({ open: [], removed: ['broken'] });
  });

  it('leaves out what is no recording, and says so', async () => {
    const jobs = await openJobs({ importFile: (file) => Promise.resolve(`/uploads/${file.name}`) });
    await jobs.getState().addFiles([...files, new File(['c'], 'notes.txt', { type: 'text/plain' })]);
    expect(jobs.getState().jobs.map(({ jobId }) => jobId)).toEqual(['/uploads/a.wav', '/uploads/b.wav']);
    expect(jobs.getState().refused).toEqual({ names: ['notes.txt'], isPartial: true });
    jobs.getState().dismissRefused();
    expect(jobs.getState().refused).toBeNull();
  });

  it('says so when a folder had no files at all', async () => {
    const jobs = await openJobs({});
    await jobs.getState().addFiles([]);
    expect(jobs.getState().refused).toEqual({ names: [], isPartial: false });
  });

  it('shows what it has seen finish until that is cleared', async () => {
    const removed: string[] = [];
    const jobs = await openJobs(
      {},
      {
        'jobs.remove': ({ jobId }) => {
          removed.push(jobId);
          return null;
        },
      },
    );
    jobs.getState().acceptJob(createJob({ jobId: 'from before', status: 'completed' }));
    for (const status of ['running', 'completed'] as const) {
      jobs.getState().acceptJob(createJob({ jobId: 'job1', status }));
    }
    expect(selectFinished(jobs.getState()).map(({ jobId }) => jobId)).toEqual(['job1']);
    await jobs.getState().clearFinished();
    expect(selectFinished(jobs.getState())).toEqual([]);
    expect(removed).toEqual(['job1']);
  });

  it('keeps a canceled job that left something to continue, and only hides it when it is cleared', async () => {
    const removed: string[] = [];
    const jobs = await openJobs({}, { 'jobs.remove': ({ jobId }) => (removed.push(jobId), null) });
    for (const status of ['running', 'canceled'] as const) {
      jobs.getState().acceptJob(createJob({ jobId: 'kept', status }));
      jobs.getState().acceptJob(createJob({ jobId: 'nothing yet', status, meetingId: null }));
    }
    expect(selectFinished(jobs.getState()).map(({ jobId }) => jobId)).toEqual(['kept']);
    await jobs.getState().clearFinished();
    expect(selectFinished(jobs.getState())).toEqual([]);
    expect(jobs.getState().jobs.map(({ jobId }) => jobId)).toContain('kept');
    expect(removed).toEqual([]);
  });

  it('takes the order from the worker', async () => {
    const jobs = await openJobs(
      {},
      { 'jobs.move': ({ jobId }) => [createJob({ jobId, status: 'queued' }), createJob({ jobId: 'job2' })] },
    );
    await jobs.getState().move('job1', null);
    expect(jobs.getState().jobs.map(({ jobId }) => jobId)).toEqual(['job1', 'job2']);
  });

  it('copies a file again whose copy failed', async () => {
    let attempts = 0;
    const jobs = await openJobs({
      importFile: () =>
        attempts++ === 0
          ? Promise.reject(new AppError('disk-full', 'Full.'))
          : Promise.resolve('/uploads/a.wav'),
    });
    await jobs.getState().addFiles([new File(['a'], 'a.wav')]);
    const [failed] = jobs.getState().imports;
    expect(failed?.error).toMatchObject({ code: 'disk-full' });
    await jobs.getState().retryImport(failed?.importId ?? -1);
    expect(jobs.getState().imports).toEqual([]);
    expect(jobs.getState().jobs.map(({ jobId }) => jobId)).toEqual(['/uploads/a.wav']);
  });
});
