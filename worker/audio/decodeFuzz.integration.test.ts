import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { fixturePath } from './testDecode.ts';

const MUTATIONS = 500;
/** A mutation that takes longer hangs: all of them together take some ten seconds. */
const HANG_LIMIT_MS = 30_000;

interface Report {
  readonly seed: number;
  readonly outcome: string;
}

/** Resolves with what the child reported until it ended, and how it ended. */
async function runChild(args: readonly string[]): Promise<{ reports: Report[]; end: string }> {
  const child = fork(fileURLToPath(new URL('./testDecodeChild.ts', import.meta.url)), [...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const reports: Report[] = [];
  const errors: string[] = [];
  child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()));
  return new Promise((resolve) => {
    const watch = (): NodeJS.Timeout => setTimeout(() => child.kill('SIGKILL'), HANG_LIMIT_MS);
    let timer = watch();
    child.on('message', (report: Report) => {
      reports.push(report);
      clearTimeout(timer);
      timer = watch();
    });
    child.on('close', (code, killSignal) => {
      clearTimeout(timer);
      resolve({ reports, end: `${String(killSignal ?? code)} ${errors.join('')}`.trim() });
    });
  });
}

it(`survives ${String(MUTATIONS)} damaged files: each ends in samples or a named error`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'earshot-fuzz-'));
  const names = (await readdir(fixturePath('.'))).filter((name) => !name.startsWith('.')).sort();
  const { reports, end } = await runChild([
    join(dir, 'damaged.media'),
    String(MUTATIONS),
    ...names.map(fixturePath),
  ]);
  await rm(dir, { recursive: true });
  expect({ end, lastSeed: reports.at(-1)?.seed }).toEqual({ end: '0', lastSeed: MUTATIONS - 1 });
  const outcomes = new Set(reports.map(({ outcome }) => outcome));
  const expected = ['samples', 'nothing', 'media-unreadable', 'media-no-audio', 'out-of-memory'];
  expect([...outcomes].filter((outcome) => !expected.includes(outcome))).toEqual([]);
  expect([outcomes.has('samples'), outcomes.has('media-unreadable')]).toEqual([true, true]);
});
