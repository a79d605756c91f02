import { describe, expect, it } from 'vitest';
import { AppError, createAbortError } from '../contract/index.ts';
import { openDatabase } from '../database/openDatabase.ts';
import { createLogger } from '../lib/logger.ts';
import { createTestQueue, settle } from './tests/createTestQueue.ts';

const invalid = expect.objectContaining({ code: 'invalid-request' });
const notFound = expect.objectContaining({ code: 'not-found' });

describe('running', () => {
  it('takes the jobs of a lane one after the other, in order', async () => {
    const { start, show, execution, queue } = createTestQueue();
    for (const path of ['a', 'b', 'c']) start(path);
    await settle();
    expect(show()).toEqual(['a running', 'b queued', 'c queued']);
    execution('a').finish();
    await settle();
    expect(show()).toEqual(['a completed', 'b running', 'c queued']);
    execution('b').fail(new AppError('media-unreadable', 'broken', { details: { path: 'b' } }));
    await settle();
    expect(show()).toEqual(['a completed', 'b failed', 'c running']);
    const drained = queue.drain();
    execution('c').finish();
    await drained;
    expect(show()).toEqual(['a completed', 'b failed', 'c completed']);
  });

  it('runs as many as the lane is wide', async () => {
    const { start, show, execution } = createTestQueue({ computeWidth: 2 });
    for (const path of ['a', 'b', 'c']) start(path);
    await settle();
    expect(show()).toEqual(['a running', 'b running', 'c queued']);
    execution('b').finish();
    await settle();
    expect(show()).toEqual(['a running', 'b completed', 'c running']);
  });

  it('tells of every change with the whole job', async () => {
    const { start, execution, changes, database } = createTestQueue();
    database.exec(`
      INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('a', 'h', 1, 1);
      INSERT INTO meetings (media_key, title, created_at_ms) VALUES (1, 'A', 0)`);
    const { jobId } = start('a');
    await settle();
    execution('a').context.setMeeting('m1');
    execution('a').finish();
    await settle();
    expect(changes.map(({ status, meetingId }) => [status, meetingId])).toEqual([
      ['queued', null],
      ['running', null],
      ['running', 'm1'],
      ['completed', 'm1'],
    ]);
    expect(changes.at(-1)).toMatchObject({
      jobId,
      kind: 'transcribe',
      lane: 'compute',
      params: { path: 'a', force: false },
      error: null,
      attempt: 1,
      createdAtMs: 1001,
      startedAtMs: 1002,
      finishedAtMs: 1003,
    });
  });

  it('shows why a job failed, and treats an abort that nobody asked for as a failure', async () => {
    const { start, execution, queue } = createTestQueue();
    const failed = start('a');
    const aborted = start('b');
    const thrown = start('c');
    await settle();
    execution('a').fail(
      new AppError('out-of-memory', 'too big', { details: { sizeBytes: 3 }, cause: new Error('x') }),
    );
    await settle();
    execution('b').fail(createAbortError());
    await settle();
    execution('c').fail('just text');
    await settle();
    expect(queue.get(failed.jobId)).toMatchObject({
      status: 'failed',
      error: { code: 'out-of-memory', details: { sizeBytes: 3 }, cause: { message: 'x' } },
    });
    expect(queue.get(aborted.jobId)).toMatchObject({ status: 'failed', error: { name: 'AbortError' } });
    expect(queue.get(thrown.jobId)).toMatchObject({ status: 'failed', error: { message: 'just text' } });
  });

  it('goes on when a listener fails', async () => {
    const { start, show, execution, queue } = createTestQueue();
    queue.on('job.changed', () => {
      throw new Error('a bug of the listener');
    });
    start('a');
    await settle();
    execution('a').finish();
    await settle();
    expect(show()).toEqual(['a completed']);
  });
});

describe('progress', () => {
  const report = (processedSeconds: number) => ({
    fraction: processedSeconds / 100,
    stage: 'recognize' as const,
    processedSeconds,
    totalSeconds: 100,
  });

  it('goes out ten times a second at most, the last always, with speed and time left', async () => {
    const { start, execution, changes, clock } = createTestQueue();
    start('a');
    await settle();
    changes.length = 0;
    const { context } = execution('a');
    for (let step = 0; step < 1000; step += 1) {
      context.report(report(step / 20));
      clock.advance(1);
    }
    expect(changes).toHaveLength(11);
    expect(changes.at(-1)).toMatchObject({
      status: 'running',
      progress: {
        fraction: expect.closeTo(0.4995, 9),
        processedSeconds: 49.95,
        speed: 50,
        remainingSeconds: 1.001,
      },
    });
  });

  it('is part of the last event of a job, and nothing comes after that', async () => {
    const { start, execution, changes, clock, queue } = createTestQueue();
    const { jobId } = start('a');
    await settle();
    const { context, fail } = execution('a');
    context.report(report(10));
    context.report(report(20));
    expect(queue.get(jobId).progress?.fraction).toBe(0.2);
    fail(new Error('x'));
    await settle();
    context.report(report(90));
    clock.advance(1000);
    expect(changes.map(({ status, progress }) => [status, progress?.fraction])).toEqual([
      ['queued', undefined],
      ['running', undefined],
      ['running', 0.1],
      ['failed', 0.2],
    ]);
  });

  it('does not go back when a paused job goes on, and starts again with a retry', async () => {
    const { start, execution, queue } = createTestQueue();
    const { jobId } = start('a');
    await settle();
    execution('a').context.report(report(60));
    await queue.pause(jobId);
    queue.resume(jobId);
    await settle();
    execution('a').context.report(report(58));
    expect(queue.get(jobId).progress).toMatchObject({ fraction: 0.6, processedSeconds: 58 });
    execution('a').fail(new Error('x'));
    await settle();
    expect(queue.retry(jobId).progress).toBeNull();
  });

  it('is full when the job is complete', async () => {
    const { start, execution, queue } = createTestQueue();
    const { jobId } = start('a');
    await settle();
    execution('a').context.report(report(99));
    execution('a').finish();
    await settle();
    expect(queue.get(jobId).progress).toMatchObject({ fraction: 1, remainingSeconds: 0 });
  });
});

describe('canceling, pausing, retrying', () => {
  it('cancels a job that waits, runs or is paused, and leaves a finished one as it is', async () => {
    const { start, show, execution, queue } = createTestQueue();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((path) => start(path).jobId) as [
      string,
      string,
      string,
      string,
    ];
    await settle();
    expect((await queue.cancel(b)).status).toBe('canceled');
    await queue.pause(c);
    expect((await queue.cancel(c)).status).toBe('canceled');
    expect(await queue.cancel(a)).toMatchObject({ status: 'canceled', error: null });
    await settle();
    expect(show()).toEqual(['a canceled', 'b canceled', 'c canceled', 'd running']);
    execution('d').finish();
    await settle();
    expect((await queue.cancel(d)).status).toBe('completed');
  });

  it('lets the one who was canceled complete when it was done already, and hides what it stumbles over', async () => {
    const { start, execution, queue } = createTestQueue({ isStubborn: true });
    const a = start('a').jobId;
    const b = start('b').jobId;
    await settle();
    const cancelingA = queue.cancel(a);
    execution('a').finish();
    expect((await cancelingA).status).toBe('completed');
    await settle();
    const cancelingB = queue.cancel(b);
    execution('b').fail(new Error('the session is gone'));
    expect(await cancelingB).toMatchObject({ status: 'canceled', error: null });
  });

  it('pauses and goes on, with another job in between', async () => {
    const { start, show, execution, executions, queue } = createTestQueue();
    const a = start('a').jobId;
    start('b');
    await settle();
    expect((await queue.pause(a)).status).toBe('paused');
    await settle();
    expect(show()).toEqual(['a paused', 'b running']);
    expect(queue.resume(a).status).toBe('queued');
    execution('b').finish();
    await settle();
    expect(show()).toEqual(['a running', 'b completed']);
    expect(executions.map(({ job }) => job.params.path)).toEqual(['a', 'b', 'a']);
  });

  it('pauses by itself where the person can make it go on, and keeps why until then', async () => {
    const { start, execution, queue, show } = createTestQueue({
      pausesAfter: (error) => error instanceof AppError && error.code === 'disk-full',
    });
    const { jobId } = start('a');
    start('b');
    await settle();
    execution('a').fail(new AppError('disk-full', 'full', { details: { freeBytes: 3 } }));
    await settle();
    expect(show()).toEqual(['a paused', 'b running']);
    expect(queue.get(jobId)).toMatchObject({
      error: { code: 'disk-full', details: { freeBytes: 3 } },
      finishedAtMs: null,
    });
    expect(queue.resume(jobId)).toMatchObject({ status: 'queued', error: null });
    execution('b').finish();
    await settle();
    execution('a').fail(new AppError('disk-full', 'full'));
    await settle();
    expect(await queue.cancel(jobId)).toMatchObject({ status: 'canceled', error: null });
  });

  it('pauses by itself while it is being paused, and not while it is canceled', async () => {
    const { start, execution, queue } = createTestQueue({ isStubborn: true, pausesAfter: () => true });
    const a = start('a').jobId;
    const pausing = queue.pause(a);
    await settle();
    execution('a').fail(new AppError('disk-full', 'full'));
    expect(await pausing).toMatchObject({ status: 'paused', error: { code: 'disk-full' } });
    const b = start('b').jobId;
    await settle();
    const canceling = queue.cancel(b);
    execution('b').fail(new AppError('disk-full', 'full'));
    expect(await canceling).toMatchObject({ status: 'canceled', error: null });
  });

  it('shows a real error that came up while a job was being paused', async () => {
    const { start, execution, queue } = createTestQueue({ isStubborn: true });
    const { jobId } = start('a');
    await settle();
    const pausing = queue.pause(jobId);
    execution('a').fail(new AppError('disk-full', 'full'));
    expect(await pausing).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
  });

  it('cancels what is being paused', async () => {
    const { start, execution, queue } = createTestQueue({ isStubborn: true });
    const { jobId } = start('a');
    await settle();
    const both = Promise.all([queue.cancel(jobId), queue.pause(jobId)]);
    execution('a').fail(createAbortError());
    expect((await both).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('cancels what is being paused even if it does not stop', async () => {
    const { start, queue, clock } = createTestQueue({ isStubborn: true });
    const { jobId } = start('a');
    await settle();
    const both = Promise.all([queue.pause(jobId), queue.cancel(jobId)]);
    clock.advance(10_000);
    expect((await both).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('retries at the end of the order, without the error and one attempt on', async () => {
    const { start, show, execution, queue } = createTestQueue();
    const { jobId } = start('a');
    start('b');
    start('c');
    await settle();
    execution('a').fail(new Error('x'));
    await settle();
    expect(queue.retry(jobId)).toMatchObject({
      status: 'queued',
      error: null,
      attempt: 2,
      finishedAtMs: null,
    });
    expect(show()).toEqual(['b running', 'c queued', 'a queued']);
  });

  it('does not wait for ever for a runner that does not stop, and does not run another beside it', async () => {
    const { start, show, execution, queue, clock } = createTestQueue({ isStubborn: true });
    const a = start('a').jobId;
    start('b');
    await settle();
    const canceling = queue.cancel(a);
    clock.advance(10_000);
    expect(await canceling).toMatchObject({ status: 'canceled', finishedAtMs: expect.any(Number) });
    await settle();
    expect(show()).toEqual(['a canceled', 'b queued']);
    execution('a').finish();
    await settle();
    expect(show()).toEqual(['a canceled', 'b running']);
  });

  it('refuses what the status does not allow, and jobs that do not exist', async () => {
    const { start, execution, queue } = createTestQueue();
    const { jobId } = start('a');
    await settle();
    expect(() => queue.resume(jobId)).toThrow(invalid);
    expect(() => queue.retry(jobId)).toThrow(invalid);
    expect(() => queue.move(jobId, null)).toThrow(invalid);
    expect(() => {
      queue.remove(jobId);
    }).toThrow(invalid);
    execution('a').finish();
    await settle();
    await expect(queue.pause(jobId)).rejects.toThrow(invalid);
    expect(() => queue.retry(jobId)).toThrow(invalid);
    expect(() => queue.get('j9')).toThrow(notFound);
    await expect(queue.cancel('nonsense')).rejects.toThrow(notFound);
  });
});

describe('order and removal', () => {
  it('moves waiting jobs before others or to the end, and remembers it', async () => {
    const { start, show, queue, database, execution } = createTestQueue();
    const [, b, c, d] = ['a', 'b', 'c', 'd'].map((path) => start(path).jobId) as [
      string,
      string,
      string,
      string,
    ];
    await settle();
    queue.move(d, b);
    expect(show()).toEqual(['a running', 'd queued', 'b queued', 'c queued']);
    queue.move(b, null);
    expect(show()).toEqual(['a running', 'd queued', 'c queued', 'b queued']);
    expect(() => queue.move(b, b)).toThrow(invalid);
    expect(() => queue.move(b, 'j9')).toThrow(notFound);
    await queue.pause(c);
    queue.move(c, d);
    start('e');
    execution('a').finish();
    await settle();
    await queue.close();
    expect(createTestQueue({ database }).show()).toEqual([
      'a completed',
      'c paused',
      'd running',
      'b queued',
      'e queued',
    ]);
  });

  it('forgets finished jobs, keeping those that failed', async () => {
    const { start, show, execution, queue } = createTestQueue();
    const removed: string[] = [];
    queue.on('job.removed', ({ jobId }) => removed.push(jobId));
    const [, b, c] = ['a', 'b', 'c', 'd'].map((path) => start(path).jobId) as [
      string,
      string,
      string,
      string,
    ];
    await settle();
    execution('a').finish();
    await settle();
    execution('b').fail(new Error('x'));
    await queue.cancel(c);
    await settle();
    queue.removeFinished();
    expect(show()).toEqual(['b failed', 'd running']);
    queue.remove(b);
    expect(show()).toEqual(['d running']);
    expect(removed).toEqual(['j1', 'j3', 'j2']);
  });

  it('stops and forgets the jobs of a meeting', async () => {
    const { start, show, execution, queue, database } = createTestQueue();
    database.exec(`
      INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES ('a', 'h', 1, 1);
      INSERT INTO meetings (media_key, title, created_at_ms) VALUES (1, 'A', 0)`);
    start('a');
    start('b');
    await settle();
    const { context } = execution('a');
    context.setMeeting('m1');
    await queue.removeOfMeeting('m1');
    expect(context.signal.aborted).toBe(true);
    await settle();
    expect(show()).toEqual(['b running']);
  });

  it('keeps a thousand finished jobs', () => {
    const { database, queue, start } = createTestQueue();
    for (let index = 0; index < 1010; index += 1) {
      database.run(
        `INSERT INTO jobs (position, kind, lane, status, params, attempt, created_at_ms, finished_at_ms)
         SELECT ?, 'transcribe', 'compute', 'completed', ?, 1, 0, ?`,
        index,
        JSON.stringify({ ...start('template').params, path: String(index) }),
        index,
      );
      if (index === 0) queue.removeFinished();
    }
    const { queue: again } = createTestQueue({ database });
    const finished = again.list().filter(({ status }) => status === 'completed');
    expect(finished).toHaveLength(1000);
    expect(finished[0]).toMatchObject({ params: { path: '10' } });
  });
});

describe('across restarts', () => {
  it('runs again, first, what ran when the process ended', async () => {
    const { start, database } = createTestQueue();
    for (const path of ['a', 'b']) start(path);
    await settle();
    const next = createTestQueue({ database });
    await settle();
    expect(next.show()).toEqual(['a running', 'b queued']);
    expect(next.execution('a').job.attempt).toBe(1);
  });

  it('holds what earlier runs left until it is released, resumed or retried', async () => {
    const { start, queue, database, execution } = createTestQueue();
    const [a, b, c] = ['a', 'b', 'c'].map((path) => start(path).jobId) as [string, string, string];
    await settle();
    await queue.pause(a);
    await settle();
    execution('b').fail(new Error('x'));
    await settle();
    await queue.close();
    const next = createTestQueue({ database, holdUnfinished: true, computeWidth: 9 });
    await next.queue.drain();
    expect(next.show()).toEqual(['a paused', 'b failed', 'c queued']);
    next.start('d');
    expect(next.show()).toEqual(['a paused', 'b failed', 'c queued', 'd running']);
    next.queue.release(c);
    next.queue.resume(a);
    next.queue.retry(b);
    expect(next.show()).toEqual(['a running', 'c running', 'd running', 'b running']);
  });

  it('leaves running jobs queued when it is closed, and starts none', async () => {
    const { start, show, queue, execution, database } = createTestQueue();
    start('a');
    start('b');
    await settle();
    execution('a').context.report({
      fraction: 0.3,
      stage: 'recognize',
      processedSeconds: 3,
      totalSeconds: 10,
    });
    await queue.close();
    expect(show()).toEqual(['a queued', 'b queued']);
    expect(() => start('c')).toThrow(invalid);
    await queue.drain();
    expect(show()).toEqual(['a queued', 'b queued']);
    const next = createTestQueue({ database });
    expect(next.queue.list()[0]).toMatchObject({
      status: 'running',
      error: null,
      progress: { fraction: 0.3 },
    });
  });

  it('closes even if a runner hangs or fails on the way', async () => {
    const { start, show, queue, execution, clock } = createTestQueue({ isStubborn: true, computeWidth: 2 });
    start('a');
    start('b');
    await settle();
    const closing = queue.close();
    execution('b').fail(new Error('the worker thread is gone'));
    await settle();
    clock.advance(10_000);
    await closing;
    expect(show()).toEqual(['a queued', 'b queued']);
    execution('a').finish();
    await settle();
    expect(show()).toEqual(['a queued', 'b queued']);
  });

  it('leaves records aside that it cannot read, and says so', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'warn', write: (line) => lines.push(line) });
    const { start, database, queue } = createTestQueue();
    for (const path of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) start(path);
    await settle();
    await queue.close();
    database.exec(`
      UPDATE jobs SET params = 'no json' WHERE job_key = 1;
      UPDATE jobs SET params = '{"path": 3}' WHERE job_key = 2;
      UPDATE jobs SET kind = 'constructor' WHERE job_key = 3;
      UPDATE jobs SET status = 'dreaming' WHERE job_key = 4;
      UPDATE jobs SET error = '{}' WHERE job_key = 5;
      UPDATE jobs SET progress = '[]' WHERE job_key = 6`);
    const next = createTestQueue({ database, logger });
    await settle();
    expect(next.show()).toEqual(['g running']);
    expect(lines.map((line) => (JSON.parse(line) as { jobKey: number }).jobKey)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(database.get('SELECT count(*) AS count FROM jobs')).toEqual({ count: 7 });
  });

  it('goes on in memory when the disk is full, and the job is done again after a restart', async () => {
    const database = openDatabase({ path: ':memory:' });
    const { start, show, execution } = createTestQueue({ database });
    start('a');
    await settle();
    database.exec('PRAGMA query_only = ON');
    execution('a').finish();
    await settle();
    expect(show()).toEqual(['a completed']);
    expect(() => start('b')).toThrow(expect.objectContaining({ code: 'permission-denied' }));
    database.exec('PRAGMA query_only = OFF');
    expect(createTestQueue({ database }).show()).toEqual(['a running']);
  });
});
