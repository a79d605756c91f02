import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SAMPLE_MEETING } from './runEarshot.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START = join(ROOT, 'scripts', 'start.ts');

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

/** `npm start` in `folder`, with a distribution of Electron in `folder/electron`. */
function start(...more: readonly string[]): {
  readonly child: ChildProcess;
  readonly args: readonly string[];
} {
  const args = ['--offline', '--data-dir', join(folder, 'data'), ...more];
  child = spawn(process.execPath, [START, ...args], {
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      DISPLAY: ':99',
      INIT_CWD: folder,
      ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'electron'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, args };
}

async function readLines({ stdout }: ChildProcess, count: number): Promise<readonly string[]> {
  if (stdout === null) throw new Error('The output is not piped.');
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line.replace(/:\d+\/#token=[^"]*/, ''));
    if (lines.length === count) break;
  }
  return lines;
}

async function stop(started: ChildProcess): Promise<unknown> {
  started.kill('SIGINT');
  return once(started, 'exit');
}

it("opens in the browser where Electron's program cannot be had, says so in one line, and stops with Ctrl-C", async () => {
  const started = start();
  expect(await readLines(started.child, 2)).toEqual([
    `Earshot opens in your browser: Electron's program is not in ${join(folder, 'electron')}, which ELECTRON_OVERRIDE_DIST_PATH names.`,
    'Earshot is at http://127.0.0.1',
  ]);
  expect(await stop(started.child)).toEqual([0, null]);
});

it('transcribes in the browser what follows it, as names are seen from where it was started', async () => {
  await copyFile(SAMPLE_MEETING, join(folder, 'talk.ogg'));
  const { child: started } = start('talk.ogg', '--json');
  const [, serving = '', queued = ''] = await readLines(started, 3);
  expect(JSON.parse(serving)).toMatchObject({ type: 'serving' });
  const params = { path: join(folder, 'talk.ogg') };
  expect(JSON.parse(queued)).toMatchObject({ type: 'job', kind: 'transcribe', params });
  expect(await stop(started)).toEqual([0, null]);
});

it('opens nothing for a recording that is not there', async () => {
  const { child: started } = start('gone.ogg');
  const lines = readLines(started, 1);
  expect(await once(started, 'exit')).toEqual([1, null]);
  expect(await lines).toEqual([]);
});

it.runIf(process.platform !== 'win32')(
  "starts Electron's program with the app that it has built, and opens in the browser where the program does not run",
  async () => {
    const program = join(
      folder,
      'electron',
      process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron',
    );
    await mkdir(dirname(program), { recursive: true });
    await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/arguments"\nexit 127\n`);
    await chmod(program, 0o755);
    await copyFile(SAMPLE_MEETING, join(folder, 'talk.ogg'));
    const started = start('.');
    expect(await readLines(started.child, 2)).toEqual([
      "Earshot opens in your browser: Electron's program does not run on this computer; see above.",
      'Earshot is at http://127.0.0.1',
    ]);
    const given = (await readFile(join(folder, 'arguments'), 'utf8')).trimEnd().split('\n');
    expect(given.filter((argument) => argument !== '--no-sandbox')).toEqual([
      ROOT,
      ...started.args.slice(0, -1),
      join(folder, 'talk.ogg'),
    ]);
    for (const built of ['electron/main.js', 'preload/preload.cjs', 'page/index.html']) {
      expect(existsSync(join(ROOT, 'dist', built))).toBe(true);
    }
    expect(await stop(started.child)).toEqual([0, null]);
  },
);
