import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const START = fileURLToPath(new URL('../scripts/start.ts', import.meta.url));

let folder: string;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-start-'));
  // No browser of this computer is opened.
  for (const name of ['xdg-open', 'open']) {
    await writeFile(join(folder, name), '#!/bin/sh\n');
    await chmod(join(folder, name), 0o755);
  }
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

it("opens in the browser where Electron's program cannot be had, says so in one line, and stops with Ctrl-C", async () => {
  const distribution = join(folder, 'electron');
  child = spawn(process.execPath, [START, '--offline', '--data-dir', join(folder, 'data')], {
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      DISPLAY: ':99',
      ELECTRON_OVERRIDE_DIST_PATH: distribution,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The output is not piped.');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line.replace(/:\d+\/#token=.*/, ''));
    if (lines.length === 2) break;
  }
  expect(lines).toEqual([
    `Earshot opens in your browser: Electron's program is not in ${distribution}, which ELECTRON_OVERRIDE_DIST_PATH names.`,
    'Earshot is at http://127.0.0.1',
  ]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
