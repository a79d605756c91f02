import { describe, expect, it } from 'vitest';
import { AppError, type JobSnapshot, type JobStatus } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runTestCommand } from './tests/runTestCommand.ts';

function createJob(status: JobStatus, finishedAtMs: number | null): JobSnapshot {
  return { jobId: 'j1', status, finishedAtMs, meetingId: 'm1', error: null, progress: null } as JobSnapshot;
}

const run = (commandLine: string, handlers: Partial<RpcHandlers>) =>
  runTestCommand(commandLine, createTestWorker(handlers));

describe('earshot jobs cancel', () => {
  it.each<readonly [string, JobSnapshot, JobStatus, string]>([
    [
      'stops what runs',
      createJob('running', null),
      'canceled',
      'j1 is canceled. What was done is kept: "earshot jobs retry j1" goes on from there.\n',
    ],
    [
      'leaves what is completed',
      createJob('completed', 5),
      'completed',
      'j1 is completed already: there was nothing to cancel. "earshot library show m1" shows the transcript.\n',
    ],
    [
      'leaves what has failed',
      createJob('failed', 5),
      'failed',
      'j1 has failed already: there was nothing to cancel. "earshot jobs retry j1" tries again.\n',
    ],
    [
      'leaves what was canceled before',
      createJob('canceled', 5),
      'canceled',
      'j1 was canceled before. "earshot jobs retry j1" goes on from there.\n',
    ],
  ])('%s, and says so', async (_what, before, after, stderr) => {
    const result = await run('jobs cancel j1', {
      'jobs.list': () => [before],
      'jobs.cancel': () => createJob(after, 5),
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: '', stderr });
  });
});

describe('earshot jobs retry', () => {
  const refusing = (details: AppError['details']): Partial<RpcHandlers> => ({
    'jobs.retry': () => {
      throw new AppError('invalid-request', 'No.', { details: { reason: 'job-status', ...details } });
    },
  });

  it('says what became of a job that is completed, and what to do instead', async () => {
    const handlers = refusing({ jobId: 'j1', status: 'completed', meetingId: 'm1' });
    expect(await run('jobs retry j1', handlers)).toMatchObject({
      exitCode: 1,
      stderr: [
        'earshot: The job is completed already',
        '  It was left as it is, with all that it made.',
        '  Look at what it made, or start the same work again as a new job.',
        '  "earshot library show m1" shows the transcript, "earshot transcribe --force" makes a new one.',
        '',
      ].join('\n'),
    });
  });

  it('says that a job is at work', async () => {
    const handlers = refusing({ jobId: 'j1', status: 'running', meetingId: null });
    expect((await run('jobs retry j1', handlers)).stderr).toBe(
      [
        'earshot: The job is running already',
        '  It was left as it is, with all that it made.',
        '  Wait until it is done, or stop it first.',
        '  "earshot jobs cancel j1" stops it.',
        '',
      ].join('\n'),
    );
  });
});

describe('an id that nothing has', () => {
  it.each([
    ['jobs retry x', 'jobs.retry', 'job', '"earshot jobs list" shows them.'],
    ['library show x', 'library.get', 'meeting', '"earshot library list" shows them.'],
    ['models pin x', 'models.setPinned', 'model', '"earshot models list" shows them.'],
  ])('is answered by "%s" with where to look', async (commandLine, method, kind, hint) => {
    const { exitCode, stderr } = await run(commandLine, {
      [method]: () => {
        throw new AppError('not-found', 'No.', { details: { kind, id: 'x' } });
      },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `earshot: Not found\n  There is no ${kind} x. It may have been removed.\n` +
        `  Look at the list again to see what is there.\n  ${hint}\n`,
    );
  });
});
