import { describe, expect, it } from 'vitest';
import { AppError, createAbortError } from '../contract/index.ts';
import { createTestQueue, settle } from './tests/createTestQueue.ts';

const invalid = expect.objectContaining({ code: 'invalid-request' });
const notFound = expect.objectContaining({ code: 'not-found' });

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

  it('goes on with a paused job that is retried, in its place and as the same attempt', async () => {
    const { start, show, execution, queue } = createTestQueue();
    const [a, b] = ['a', 'b', 'c'].map((path) => start(path).jobId) as [string, string, string];
    await settle();
    await queue.pause(b);
    expect(queue.retry(b)).toMatchObject({ status: 'queued', attempt: 1 });
    expect(show()).toEqual(['a running', 'b queued', 'c queued']);
    await queue.cancel(a);
    await settle();
    expect(execution('b').job.attempt).toBe(1);
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
