import { describe, expect, it } from 'vitest';
import { createAbortError } from '../../contract/index.ts';
import { createSharedTasks } from './sharedTasks.ts';

function setUp() {
  const tasks = createSharedTasks<string, number>();
  const started: AbortSignal[] = [];
  const endings: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const reports: ((progress: number) => void)[] = [];
  const run = (signal: AbortSignal, onProgress?: (progress: number) => void) =>
    tasks.run({
      key: 'blob',
      signal,
      start: (taskSignal, report) => {
        started.push(taskSignal);
        reports.push(report);
        return new Promise((resolve, reject) => {
          endings.push({ resolve, reject });
          taskSignal.addEventListener('abort', () => {
            reject(createAbortError());
          });
        });
      },
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  return { run, started, endings, reports };
}

const never = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createSharedTasks', () => {
  it('starts a task once for all that ask at the same time, and anew for the next', async () => {
    const { run, started, endings } = setUp();
    const both = [run(never()), run(never())];
    await settle();
    endings[0]?.resolve('done');
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    const next = run(never());
    await settle();
    endings[1]?.resolve('again');
    expect(await next).toBe('again');
    expect(started).toHaveLength(2);
  });

  it('goes on while anybody waits, and is aborted by the last who leaves', async () => {
    const { run, started } = setUp();
    const controllers = [new AbortController(), new AbortController()];
    const outcomes = controllers.map(({ signal }) => run(signal).catch((error: Error) => error.name));
    await settle();
    controllers[0]?.abort();
    expect(await outcomes[0]).toBe('AbortError');
    expect(started[0]?.aborted).toBe(false);
    controllers[1]?.abort();
    expect(await outcomes[1]).toBe('AbortError');
    expect(started[0]?.aborted).toBe(true);
  });

  it('tells a failure to all and forgets it', async () => {
    const { run, started, endings } = setUp();
    const both = [run(never()), run(never())].map((promise) =>
      promise.catch((error: Error) => error.message),
    );
    await settle();
    endings[0]?.reject(new Error('disk'));
    expect(await Promise.all(both)).toEqual(['disk', 'disk']);
    const next = run(never());
    await settle();
    endings[1]?.resolve('done');
    expect([await next, started.length]).toEqual(['done', 2]);
  });

  it('tells who joins later where the task is', async () => {
    const { run, endings, reports } = setUp();
    const seen: string[] = [];
    const first = run(never(), (progress) => seen.push(`first ${progress}`));
    await settle();
    reports[0]?.(1);
    const second = run(never(), (progress) => seen.push(`second ${progress}`));
    await settle();
    reports[0]?.(2);
    endings[0]?.resolve('done');
    await Promise.all([first, second]);
    reports[0]?.(3);
    expect(seen).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('does not join a task that everybody has left: it waits for its end and begins anew', async () => {
    const tasks = createSharedTasks<string, number>();
    let endFirst: (() => void) | undefined;
    const leaving = new AbortController();
    const first = tasks
      .run({
        key: 'blob',
        signal: leaving.signal,
        start: () => new Promise((resolve) => (endFirst = () => resolve('late'))),
      })
      .catch((error: Error) => error.name);
    await settle();
    leaving.abort();
    await settle();
    const second = tasks.run({ key: 'blob', signal: never(), start: async () => 'second' });
    await settle();
    endFirst?.();
    expect([await first, await second]).toEqual(['AbortError', 'second']);
  });

  it('does not start for a signal that is aborted', async () => {
    const { run, started } = setUp();
    await expect(run(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(started).toEqual([]);
  });
});
