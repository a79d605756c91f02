import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostMessage } from '../contract/index.ts';
import { createWorkerHost, type WorkerHost } from './workerHost.ts';

/** Ends with code 7 on `crash`, with 0 on `stop`, and says when it listens. */
const WORKER = `
  process.on('message', (message) => {
    if (message.type === 'crash') process.exit(7);
    if (message.type === 'stop') process.exit(0);
    if (message.type === 'hub-token') process.send({ type: 'start-failed', error: { name: 'AppError', message: '', code: message.token } });
  });
  process.send('ready');
`;
const STUBBORN = `process.on('message', () => {}); process.on('SIGTERM', () => process.exit(9)); process.send('ready');`;

interface Harness {
  readonly host: WorkerHost<never>;
  readonly children: ChildProcess[];
  readonly delaysMs: number[];
  readonly givenUp: (readonly number[])[];
  readonly failures: string[];
  readonly counts: { started: number; exited: number };
  /** Runs what was scheduled last, as if its delay had passed. */
  elapse(): void;
  nowMs: number;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Real processes; only the clock is the test's. */
function createHarness(program = WORKER): Harness {
  const scheduled: (() => void)[] = [];
  const harness: Harness = {
    children: [],
    delaysMs: [],
    givenUp: [],
    failures: [],
    counts: { started: 0, exited: 0 },
    nowMs: 0,
    elapse: () => scheduled.pop()?.(),
    host: createWorkerHost<never>({
      fork: () => {
        const child = spawn(process.execPath, ['-e', program], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        harness.children.push(child);
        running.push(child);
        return {
          pid: child.pid,
          postMessage: (message: HostMessage) => void child.send(message),
          kill: () => child.kill(),
          on: (
            event: 'exit' | 'message',
            listener: ((code: number) => void) & ((message: unknown) => void),
          ) =>
            child.on(event, (value: unknown) => {
              listener(event === 'exit' ? Number(value ?? -1) : value);
            }),
        };
      },
      onStarted: () => harness.counts.started++,
      onExited: () => harness.counts.exited++,
      onStartFailed: ({ code }) => harness.failures.push(code),
      onGivenUp: (codes) => harness.givenUp.push(codes),
      now: () => harness.nowMs,
      schedule: (callback, delayMs) => {
        harness.delaysMs.push(delayMs);
        scheduled.push(callback);
        return () => void scheduled.splice(scheduled.indexOf(callback), 1);
      },
    }),
  };
  return harness;
}

async function crash({ children }: Harness): Promise<void> {
  const child = children.at(-1);
  if (child === undefined) throw new Error('No worker was started.');
  await new Promise((resolve) => child.once('message', resolve));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.send({ type: 'crash' });
  await gone;
}

describe('the worker host', () => {
  it('starts a worker that crashed again, later each time, and gives up visibly after five crashes', async () => {
    const harness = createHarness();
    harness.host.start();
    for (let i = 0; i < 4; i++) {
      await crash(harness);
      harness.elapse();
    }
    await crash(harness);
    expect(harness).toMatchObject({
      delaysMs: [500, 1000, 2000, 4000],
      counts: { started: 5, exited: 5 },
      givenUp: [[7, 7, 7, 7, 7]],
    });
    expect(harness.children).toHaveLength(5);
  });

  it('forgets crashes of more than ten minutes ago', async () => {
    const harness = createHarness();
    harness.host.start();
    for (let i = 0; i < 6; i++) {
      await crash(harness);
      harness.elapse();
      harness.nowMs += 3 * 60_000;
    }
    expect(harness.givenUp).toEqual([]);
    expect(harness.children).toHaveLength(7);
  });

  it('does not start a worker again that says why it cannot start, but one that has no reason', async () => {
    const harness = createHarness();
    const failWith = async (code: string) => {
      const child = harness.children.at(-1);
      if (child === undefined) throw new Error('No worker was started.');
      await new Promise((resolve) => child.once('message', resolve));
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // The test's program answers a token with a failure of that code.
      harness.host.tell({ type: 'hub-token', token: code });
      await gone;
    };
    harness.host.start();
    await failWith('database-newer');
    expect(harness).toMatchObject({ failures: ['database-newer'], delaysMs: [] });
    harness.host.start();
    await failWith('internal');
    expect(harness).toMatchObject({ failures: ['database-newer'], delaysMs: [500] });
  });

  it('asks the worker to end and does not start it again', async () => {
    const harness = createHarness();
    harness.host.start();
    await new Promise((resolve) => harness.children[0]?.once('message', resolve));
    await harness.host.stop();
    expect(harness.children.map(({ exitCode }) => exitCode)).toEqual([0]);
    expect(harness.counts.started).toBe(1);
  });

  it('kills a worker that does not end when it is asked', async () => {
    const harness = createHarness(STUBBORN);
    harness.host.start();
    await new Promise((resolve) => harness.children[0]?.once('message', resolve));
    const stopped = harness.host.stop();
    harness.elapse();
    await stopped;
    expect(harness.children.map(({ exitCode }) => exitCode)).toEqual([9]);
  });

  it('says when there is no worker to connect to', () => {
    const { host } = createHarness();
    expect(host.connect(undefined as never)).toBe(false);
    expect(host.tell({ type: 'hub-token', token: null })).toBe(false);
  });
});
