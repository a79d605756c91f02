import { describe, expect, it } from 'vitest';
import { AppError, createAbortError } from '../contract/index.ts';
import { createTestQueue, settle } from './tests/createTestQueue.ts';

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

  it('is stored once a second, for whoever reads from another process or after a crash', async () => {
    const { start, execution, store, clock } = createTestQueue();
    start('a');
    await settle();
    const { context } = execution('a');
    const stored: (number | undefined)[] = [];
    for (const processedSeconds of [10, 20, 30]) {
      context.report(report(processedSeconds));
      stored.push(store.list()[0]?.progress?.fraction);
      clock.advance(500);
    }
    expect(stored).toEqual([0.1, 0.1, 0.2]);
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
