import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireInstanceLock } from '../worker/jobs/instanceLock.ts';

const LAUNCHER = fileURLToPath(new URL('../scripts/earshot.js', import.meta.url));
/** The first process takes itself for an old Node, so that the launcher starts another; that one is what it is. */
const OLD_NODE = `data:text/javascript,
  if (process.env.TAKES_ITSELF_FOR_OLD) {
    delete process.env.TAKES_ITSELF_FOR_OLD;
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.0.0' } });
  }`.replaceAll(/\s+/g, ' ');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-launcher-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function launch(...args: readonly string[]) {
  return spawn(process.execPath, ['--import', OLD_NODE, LAUNCHER, ...args], {
    env: { ...process.env, TAKES_ITSELF_FOR_OLD: '1', EARSHOT_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('an old Node hands the command over and ends as it does', async () => {
  const launcher = launch('library', 'show', 'nothing');
  expect(await once(launcher, 'exit')).toEqual([1, null]);
});

it.runIf(process.platform !== 'win32')(
  'what an old Node has handed over ends in order when that is killed',
  async () => {
    const launcher = launch('serve', '--json', '--offline');
    const lines = createInterface({ input: launcher.stdout });
    expect(JSON.parse(String((await once(lines, 'line'))[0]))).toMatchObject({ type: 'serving' });
    expect(() => acquireInstanceLock(folder)).toThrow(expect.objectContaining({ code: 'database-busy' }));
    launcher.kill('SIGKILL');
    // The other process holds the same pipe.
    await once(lines, 'close');
    acquireInstanceLock(folder).release();
  },
);
