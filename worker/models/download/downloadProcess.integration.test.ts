import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../../../e2e/hub/faults.ts';
import { refPath } from '../cache/cacheLayout.ts';
import type { DownloadStep } from './fileDownloader.ts';
import { createDownloadSetup, type DownloadSetup, REPOSITORY, TAG } from './tests/createDownloadSetup.ts';

const SCRIPT = fileURLToPath(new URL('./tests/downloadProcess.ts', import.meta.url));
const MODEL = Buffer.alloc(4_000_000, 'a pattern that is not a divisor of any buffer; ');
const MODEL_ETAG = createHash('sha256').update(MODEL).digest('hex');
const CONFIG = '{"model_type":"whisper"}';

let setup: DownloadSetup;
let commit = '';
const children: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];
beforeEach(async () => {
  setup = await createDownloadSetup();
  commit = await setup.hub.addRepository({
    id: REPOSITORY,
    files: { 'config.json': CONFIG, 'onnx/model.onnx': MODEL },
  });
});
afterEach(async () => {
  for (const { child, ended } of children.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  expect(await setup.close()).toEqual([]);
});

interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly output: Readonly<Record<string, unknown>>;
}

function startDownload(options: { readonly fatalStep?: string; readonly wrapper?: readonly string[] } = {}) {
  const { fatalStep = '', wrapper = [] } = options;
  const own = [process.execPath, SCRIPT, setup.hub.endpoint, setup.cacheDir, REPOSITORY, TAG, fatalStep];
  const [command = '', ...parameters] = [...wrapper, ...own];
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const ended = once(child, 'close').then((): Ending => ({
    signal: child.signalCode,
    output: text === '' ? {} : JSON.parse(text),
  }));
  children.push({ child, ended });
  return { child, ended };
}

async function expectWhole(): Promise<void> {
  expect((await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL)).toBe(true);
  expect((await setup.readSnapshot(commit, 'config.json')).toString()).toBe(CONFIG);
  expect(await readFile(refPath(setup.repoFolder, 'main'), 'utf8')).toBe(commit);
  const names = await readdir(join(setup.repoFolder, 'blobs'));
  expect(names.every((name) => /^[0-9a-f]{40,64}$/.test(name))).toBe(true);
}

const STEPS: readonly DownloadStep[] = [
  'folder-made',
  'tree-saved',
  'locked',
  'opened',
  'received',
  'published',
  'linked',
  'files-complete',
  'ref-saved',
];

describe('a process that is killed', () => {
  it.each(STEPS.map((step) => [step]))('at "%s" leaves what the next one heals', async (fatalStep) => {
    expect((await startDownload({ fatalStep }).ended).signal).toBe('SIGKILL');
    expect(await setup.findViolations()).toEqual([]);
    await setup.download();
    await expectWhole();
  });

  it('in the middle of a body leaves what the next one goes on from, as far as it was flushed', async () => {
    const handle = setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.6 }), origin: 'cdn' });
    const { child, ended } = startDownload();
    await setup.hub.log.waitFor(({ blob, bytesSent }) => blob === MODEL_ETAG && bytesSent >= 2_000_000);
    child.kill('SIGKILL');
    await ended;
    handle.remove();
    expect(await setup.findViolations()).toEqual([]);
    await setup.download();
    await expectWhole();
  });
});

describe('two processes', () => {
  it('download each file once between them', async () => {
    setup.hub.faults.add({ fault: faults.slowBody({ bytesPerSecond: 4_000_000 }), origin: 'cdn' });
    const endings = await Promise.all([startDownload().ended, startDownload().ended]);
    expect(endings.map(({ output }) => output)).toEqual([{ commit }, { commit }]);
    await expectWhole();
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBe(MODEL.length);
  });

  it('do not wait for one that was killed', async () => {
    const handle = setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.6 }), origin: 'cdn' });
    const first = startDownload();
    await setup.hub.log.waitFor(({ blob, bytesSent }) => blob === MODEL_ETAG && bytesSent >= 2_000_000);
    const second = setup.download();
    first.child.kill('SIGKILL');
    await first.ended;
    handle.remove();
    await second;
    await expectWhole();
  });
});

/** Runs in a place where a mount is seen by the process alone; the folder is `$0` of the script. */
const inMount = (script: string): readonly string[] => {
  const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...userNamespace, '--mount', 'sh', '-c', `${script} && exec "$@"`, setup.cacheDir];
};
const inTmpfs = (options: string) => inMount(`mkdir -p "$0" && mount -t tmpfs -o ${options} tmpfs "$0"`);

describe('a disk', () => {
  it('that is full in the middle stops the download, and says so', async () => {
    const { output } = await startDownload({ wrapper: inTmpfs('size=2m') }).ended;
    expect(output).toMatchObject({ code: 'disk-full', details: { systemCode: 'ENOSPC' } });
  });

  it('that is full in the middle keeps what it took, and the next download goes on from there', async () => {
    // Eight writes are under way when the disk has no room for the sixth or so.
    const full = 'mkdir -p "$0" && mount -t tmpfs -o size=3m tmpfs "$0" && "$@" >/dev/null';
    const wrapper = inMount(`${full} && mount -o remount,size=64m "$0"`);
    expect((await startDownload({ wrapper }).ended).output).toEqual({ commit });
    const asked = setup.hub.log.requests.filter(
      ({ blob, origin }) => blob === MODEL_ETAG && origin === 'cdn',
    );
    expect(asked.map(({ status }) => status)).toEqual([200, 206]);
    const [, range = ''] = /^bytes=(\d+)-$/.exec(asked[1]?.headers.range ?? '') ?? [];
    expect(Number(range)).toBeGreaterThan(2_000_000);
  });

  it('that can only be read stops the download, and says so', async () => {
    const { output } = await startDownload({ wrapper: inTmpfs('ro') }).ended;
    expect(output).toMatchObject({ code: 'permission-denied', details: { systemCode: 'EROFS' } });
  });

  it('that can only be read serves what is on it', async () => {
    await setup.download();
    const before = await stat(setup.repoFolder);
    const wrapper = inMount('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"');
    expect((await startDownload({ wrapper }).ended).output).toEqual({ commit });
    expect((await stat(setup.repoFolder)).mtimeMs).toBe(before.mtimeMs);
  });
});
