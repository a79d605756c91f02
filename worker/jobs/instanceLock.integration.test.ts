import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireInstanceLock, hasInstanceOwner } from './instanceLock.ts';

const script = fileURLToPath(new URL('./tests/holdLock.ts', import.meta.url));
let dataDir: string;
let children: ChildProcessWithoutNullStreams[];

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'earshot-lock-')), 'dätä');
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  rmSync(join(dataDir, '..'), { recursive: true });
});

/** Starts a process that tries to take the lock, and says what came of it. */
async function contend(user = '') {
  const child = spawn(process.execPath, [script, dataDir, user]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, outcome: JSON.parse(String(line)) as unknown };
}

async function end(child: ChildProcessWithoutNullStreams, how: 'SIGKILL' | 'end of input'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  if (how === 'SIGKILL') child.kill('SIGKILL');
  else child.stdin.end();
  await exit;
}

const busy = (ownerPid: number | null | undefined) =>
  expect.objectContaining({ code: 'database-busy', details: { dataDir, ownerPid } });

it('lets one process run the jobs of a directory and tells the others which', async () => {
  const owner = await contend();
  expect(owner.outcome).toBe('locked');
  expect((await contend()).outcome).toEqual(busy(owner.child.pid));
  expect(() => acquireInstanceLock(dataDir)).toThrow(busy(owner.child.pid));
  await end(owner.child, 'end of input');
  const next = await contend();
  expect(next.outcome).toBe('locked');
  expect(() => acquireInstanceLock(dataDir)).toThrow(busy(next.child.pid));
});

it('tells whether anybody has it, without being in the way', async () => {
  expect(hasInstanceOwner(dataDir)).toBe(false);
  const owner = await contend();
  expect(hasInstanceOwner(dataDir)).toBe(true);
  await end(owner.child, 'SIGKILL');
  expect(hasInstanceOwner(dataDir)).toBe(false);
  const lock = acquireInstanceLock(dataDir);
  expect(hasInstanceOwner(dataDir)).toBe(true);
  expect((await contend()).outcome).toEqual(busy(process.pid));
  lock.release();
});

it('passes on at once when its owner is killed', async () => {
  for (let round = 0; round < 3; round += 1) {
    const owner = await contend();
    expect(owner.outcome).toBe('locked');
    await end(owner.child, 'SIGKILL');
  }
  const lock = acquireInstanceLock(dataDir);
  expect((await contend()).outcome).toEqual(busy(process.pid));
  lock.release();
});

it('goes to exactly one of several that come together', async () => {
  const contenders = await Promise.all([contend(), contend(), contend(), contend()]);
  expect(contenders.filter(({ outcome }) => outcome === 'locked')).toHaveLength(1);
});

it('does not take the word of the owner file, whoever it names', async () => {
  const lock = acquireInstanceLock(dataDir);
  writeFileSync(join(dataDir, 'queue-owner.json'), 'garbage');
  expect((await contend()).outcome).toEqual(busy(null));
  lock.release();
  writeFileSync(join(dataDir, 'queue-owner.json'), JSON.stringify({ pid: process.pid }));
  expect((await contend()).outcome).toBe('locked');
});

it('is refused twice within a process as well', () => {
  const lock = acquireInstanceLock(dataDir);
  expect(() => acquireInstanceLock(dataDir)).toThrow(busy(process.pid));
  lock.release();
  lock.release();
  acquireInstanceLock(dataDir).release();
});

it('is not given to a process that cannot write the file, and so could not lock it', async () => {
  acquireInstanceLock(dataDir).release();
  chmodSync(join(dataDir, 'queue.lock'), 0o444);
  chmodSync(dataDir, 0o777);
  chmodSync(join(dataDir, '..'), 0o755);
  expect((await contend('nobody')).outcome).toMatchObject({ code: 'permission-denied' });
});
