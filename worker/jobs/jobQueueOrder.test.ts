import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { createLogger } from '../lib/logger.ts';
import { createTestQueue, settle } from './tests/createTestQueue.ts';

const invalid = expect.objectContaining({ code: 'invalid-request' });
const notFound = expect.objectContaining({ code: 'not-found' });

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

  it('lets go a job that it holds when that is retried', async () => {
    const { start, queue, database } = createTestQueue();
    const [a] = ['a', 'b'].map((path) => start(path).jobId) as [string, string];
    await settle();
    await queue.close();
    const next = createTestQueue({ database, holdUnfinished: true, computeWidth: 9 });
    next.queue.retry(a);
    expect(next.show()).toEqual(['a running', 'b queued']);
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
