import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { serializeError } from '../../../contract/index.ts';
import { moveCache, type MoveProgress } from '../moveCache.ts';

/** What the child is to do, as JSON in its first argument. */
export interface MoveInChild {
  readonly from: string;
  readonly to: string;
  readonly dataDir: string;
  /** Holds the folder that is the cache. */
  readonly settingFile: string;
  /** Dies without warning at this report of progress, counted from 1. */
  readonly killAt?: number;
  /** The setting cannot be written, and the process dies while that is undone. */
  readonly diesUndoing?: boolean;
  /** At the first report of a step: unmount the new folder, or remove it. */
  readonly loses?: 'unmount' | 'remove';
}

const task = JSON.parse(process.argv[2] ?? '') as MoveInChild;
let reports = 0;
let isLost = false;

function onProgress({ step }: MoveProgress): void {
  reports += 1;
  if (reports === task.killAt) process.kill(process.pid, 'SIGKILL');
  if (step !== 'verifying' || task.loses === undefined || isLost) return;
  isLost = true;
  if (task.loses === 'unmount') execFileSync('umount', ['-l', task.to]);
  else rmSync(task.to, { recursive: true, force: true });
}

async function switchTo(cacheDir: string): Promise<void> {
  if (task.diesUndoing === true && cacheDir === task.to) throw new Error('refused');
  if (task.diesUndoing === true) process.kill(process.pid, 'SIGKILL');
  writeFileSync(task.settingFile, cacheDir);
}

try {
  const { from, to, dataDir } = task;
  const result = await moveCache({ from, to, dataDir, partialTag: '0a1b2c3d', switchTo, onProgress });
  process.stdout.write(JSON.stringify({ result, setting: readFileSync(task.settingFile, 'utf8') }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: serializeError(error) }));
}
