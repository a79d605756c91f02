/**
 * Global set-up of the tests: all that they and their child processes put into the system's folder for temporary files
 * goes into one folder for the run, which is removed with it. So nothing stays when a test fails before it has cleaned
 * up, when a process is killed on purpose, or when a browser leaves something. What a run left that was killed itself
 * is removed by the next one.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const PREFIX = 'earshot-tests-';
/** POSIX reads the first, Windows the others. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const;

const runName = `${PREFIX}${process.pid}`;
/** Each project of a run loads this file anew, when another may have been here before. */
const systemFolder = basename(tmpdir()) === runName ? dirname(tmpdir()) : tmpdir();
const runFolder = join(systemFolder, runName);

export function setup(): void {
  for (const name of readdirSync(systemFolder)) {
    if (name.startsWith(PREFIX) && !isRunning(Number(name.slice(PREFIX.length))))
      removeLeftover(join(systemFolder, name));
  }
  mkdirSync(runFolder, { recursive: true });
  for (const variable of VARIABLES) process.env[variable] = runFolder;
}

export function teardown(): void {
  remove(runFolder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** A small disk that a killed test had mounted stays until the computer starts again: no reason to test nothing. */
function removeLeftover(folder: string): void {
  try {
    remove(folder);
  } catch {
    // What could be removed is.
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It runs, but for somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
