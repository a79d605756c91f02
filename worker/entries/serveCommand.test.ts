import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type JobSnapshot } from '../contract/index.ts';
import { createTestWorker } from '../rpc/testWorker.ts';
import { runTestCommand } from './tests/runTestCommand.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'earshot-serve-'));
  for (const name of ['a.wav', 'b.wav', 'c.mp3', 'd.ogg', 'notes.txt']) await writeFile(join(cwd, name), '');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

interface ServeOptions {
  /** Ctrl-C comes as soon as so many recordings were asked for; at once if none are. */
  readonly expected: number;
  /** The recording for which the worker ends before it answers, and is started again. */
  readonly endsOnceFor?: string;
}

async function serve(given: string, { expected, endsOnceFor }: ServeOptions) {
  const stopping = new AbortController();
  const paths: string[] = [];
  const worker = createTestWorker({
    'jobs.start': (started) => {
      if (started.kind !== 'transcribe') throw new Error('Unexpected.');
      paths.push(started.path);
      if (endsOnceFor !== undefined && paths.join() === join(cwd, endsOnceFor)) {
        throw new AppError('worker-exited', 'The worker has ended.');
      }
      return { jobId: `j${paths.length}`, kind: started.kind, params: started } as unknown as JobSnapshot;
    },
  });
  const running = runTestCommand(`serve ${given}`, worker, { cwd, signal: stopping.signal });
  if (expected > 0) await expect.poll(() => paths).toHaveLength(expected);
  stopping.abort();
  return { ...(await running), paths };
}

describe('earshot serve with recordings', () => {
  it('queues them where they are, in order, and says so in one line', async () => {
    const { exitCode, stderr, paths } = await serve('b.wav a.wav', { expected: 2 });
    expect(paths).toEqual([join(cwd, 'b.wav'), join(cwd, 'a.wav')]);
    expect(stderr).toContain('\nQueued 2 recordings: b.wav, a.wav\n');
    expect(exitCode).toBe(0);
  });

  it('takes the recordings of a folder and does not name them all', async () => {
    const { stderr, paths } = await serve('.', { expected: 4 });
    expect(paths).toHaveLength(4);
    expect(stderr).toContain('\nQueued 4 recordings: a.wav, b.wav, c.mp3 and 1 more\n');
  });

  it('tells programs of each job after the address', async () => {
    const { stdout } = await serve('a.wav --json', { expected: 1 });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'serving' },
      { type: 'job', jobId: 'j1', params: { path: join(cwd, 'a.wav') } },
    ]);
  });

  it('asks again for what a worker that ended in between did not answer', async () => {
    const { exitCode, stderr, paths } = await serve('b.wav a.wav', { expected: 3, endsOnceFor: 'b.wav' });
    expect(paths).toEqual([join(cwd, 'b.wav'), join(cwd, 'b.wav'), join(cwd, 'a.wav')]);
    expect(stderr).toContain('\nQueued 2 recordings: b.wav, a.wav\n');
    expect(exitCode).toBe(0);
  });

  it('opens nothing when a file is not there', async () => {
    const { exitCode, stdout, stderr, paths, closed } = await serve('a.wav gone.wav', { expected: 0 });
    expect({ exitCode, stdout, paths, closed }).toEqual({ exitCode: 1, stdout: '', paths: [], closed: 0 });
    expect(stderr).toBe(
      'earshot: The recording is not there\n' +
        `  “${join(cwd, 'gone.wav')}” does not exist, or its disk is not connected. A transcript made from it is kept.\n` +
        '  Check the name, or connect the disk, and try again.\n',
    );
  });

  it('opens nothing for a pattern without recordings', async () => {
    expect(await serve('*.flac', { expected: 0 })).toMatchObject({
      exitCode: 2,
      stderr: 'earshot: There are no recordings in "*.flac". See "earshot serve --help".\n',
    });
  });
});
