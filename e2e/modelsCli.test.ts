import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskUse } from '../worker/models/cache/tests/diskUse.ts';
import { createHubEnvironment } from './createHubEnvironment.ts';
import { createTestHub, type TestHub } from './hub/createTestHub.ts';
import { faults } from './hub/faults.ts';
import { type EarshotRun, SAMPLE_MEETING, startEarshot } from './runEarshot.ts';
import { starterModelFiles } from './starterModelFiles.ts';

type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What the catalog knows as whisper-base; the test hub has the starter model in its place. */
const REPOSITORY = 'onnx-community/whisper-base_timestamped';
const REPO_FOLDER = `models--${REPOSITORY.replace('/', '--')}`;
const WEIGHTS = 'onnx/decoder_model_merged_quantized.onnx';

let folder: string;
let hub: TestHub;
let commit: string;

function start(dataDir: string, args: readonly string[]): ReturnType<typeof startEarshot> {
  return startEarshot(
    [...args, '--data-dir', join(folder, dataDir)],
    createHubEnvironment(hub.endpoint, folder),
  );
}

function run(dataDir: string, ...args: readonly string[]): Promise<EarshotRun> {
  return start(dataDir, args).ended;
}

async function runJson(dataDir: string, ...args: readonly string[]): Promise<readonly JsonLine[]> {
  const { stdout, stderr, code } = await run(dataDir, ...args, '--json', '--quiet');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonLine);
}

/** The models of a data folder that were downloaded. */
async function listCached(dataDir: string): Promise<readonly JsonLine[]> {
  const models = await runJson(dataDir, 'models', 'list');
  return models.filter((model) => model['source'] === 'cache');
}

function cacheOf(dataDir: string, ...path: readonly string[]): string {
  return join(folder, dataDir, 'models', ...path);
}

/** The weights of the downloaded model on the disk: a name that is their SHA-256. */
function findWeights(dataDir: string): string {
  const hash = hub.repository(REPOSITORY).commits.get(commit)?.files.get(WEIGHTS)?.lfs?.oid ?? '';
  return cacheOf(dataDir, REPO_FOLDER, 'blobs', hash);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-models-'));
  hub = await createTestHub();
  commit = await hub.addRepository({ id: REPOSITORY, files: starterModelFiles() });
});

afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

describe('earshot models', () => {
  it('downloads a model of the catalog, lists it and says where it is', async () => {
    expect((await run('main', 'models', 'available')).stdout).toMatch(/^whisper-base +Whisper base +/m);
    const lines = await runJson('main', 'models', 'pull', 'whisper-base');
    expect(lines.at(-1)).toEqual({
      type: 'pulled',
      modelId: 'whisper-base',
      commit,
      folder: cacheOf('main', REPO_FOLDER, 'snapshots', commit),
      downloadedBytes: expect.any(Number) as unknown,
      reusedBytes: 0,
    });
    expect(await listCached('main')).toMatchObject([
      { modelId: 'whisper-base', task: 'asr', cached: { repository: REPOSITORY, commit, isComplete: true } },
    ]);
    expect((await run('main', 'models', 'list')).stdout).toMatch(
      /^whisper-base +asr +5\.\d MB +q8 +never used +ready$/m,
    );
    expect((await run('main', 'models', 'pull', 'whisper-base')).stderr).toBe(
      'whisper-base is ready: everything was there already.\n',
    );
  });

  it('says that there is no room, and goes on when there is', async () => {
    const args = ['models', 'pull', 'whisper-base', '--data-dir', join(folder, 'full')];
    const cacheDir = cacheOf('full');
    await mkdir(cacheDir, { recursive: true });
    // A mount that is seen by this process alone.
    const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';
    const full = await startEarshot(args, createHubEnvironment(hub.endpoint, folder), [
      ...['unshare', ...userNamespace, '--mount', 'sh', '-c', mount, cacheDir],
    ]).ended;
    expect(full).toMatchObject({ code: 1, stdout: '' });
    expect(full.stderr).toContain('There is not enough room to write');
    expect(full.stderr).toContain('Free some space on the disk and try again.');
    const [job] = await runJson('full', 'jobs', 'list');
    expect(job).toMatchObject({ kind: 'download-model', status: 'paused', error: { code: 'disk-full' } });
    expect(await run('full', 'models', 'pull', 'whisper-base')).toMatchObject({ code: 0 });
    expect(await runJson('full', 'jobs', 'list')).toMatchObject([
      { jobId: job?.['jobId'], status: 'completed', error: null },
    ]);
  });

  it('transcribes with it, also when the hub is gone and after a restart, without a request', async () => {
    const first = await run('main', 'transcribe', SAMPLE_MEETING, '--model', 'whisper-base');
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('whisper-base on cpu') as unknown,
    });
    const requests = hub.log.requests.length;
    const recorded = (await runJson('main', 'network')).length;
    const gone = { ...createHubEnvironment(hub.endpoint, folder), HF_ENDPOINT: 'http://127.0.0.1:9' };
    const command = ['transcribe', SAMPLE_MEETING, '--model', 'whisper-base', '--force'] as const;
    for (const extra of [[], ['--offline']]) {
      const again = await startEarshot([...command, ...extra, '--data-dir', join(folder, 'main')], gone)
        .ended;
      expect(again).toMatchObject({ code: 0, stdout: first.stdout });
    }
    expect(hub.log.requests).toHaveLength(requests);
    const ledger = await runJson('main', 'network', '--limit', '1000');
    expect(ledger).toHaveLength(recorded);
    expect(ledger).toContainEqual({
      type: 'request',
      atMs: expect.any(Number) as unknown,
      host: new URL(hub.endpoint).host,
      method: 'GET',
      purpose: 'list-files',
      status: 200,
      receivedBytes: expect.any(Number) as unknown,
    });
  });

  it('finds a flipped byte, fetches the broken file again and nothing else', async () => {
    expect((await run('main', 'models', 'verify', 'whisper-base')).code).toBe(0);
    const weights = findWeights('main');
    const bytes = await readFile(weights);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(weights, bytes);

    const verified = await run('main', 'models', 'verify');
    expect(verified).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`  ${WEIGHTS}: mismatch\n`) as unknown,
    });
    expect(verified.stderr).toContain('"earshot models repair whisper-base"');
    expect((await run('main', 'models', 'list')).stdout).toContain('damaged: see "models repair"');

    hub.log.clear();
    const repaired = await run('main', 'models', 'repair', 'whisper-base');
    expect(repaired).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 file repaired') as unknown,
    });
    const fetched = hub.log.requests.filter(({ blob, bytesSent }) => blob !== undefined && bytesSent > 0);
    expect(new Set(fetched.map(({ blob }) => blob))).toHaveProperty('size', 1);
    expect((await run('main', 'models', 'verify', 'whisper-base')).code).toBe(0);
    expect((await run('main', 'models', 'list')).stdout).not.toContain('damaged');
  });

  it('moves the models to another folder, where they work as before', async () => {
    const target = join(folder, 'other disk', 'models');
    const lines = await runJson('main', 'cache', 'move', target);
    expect(lines.at(-1)).toEqual({ type: 'moved', outcome: 'moved', cacheDir: target, leftBehind: [] });
    expect(await runJson('main', 'cache', 'info')).toMatchObject([{ cacheDir: target, source: 'setting' }]);
    expect(await readdir(join(folder, 'main', 'models')).catch(() => [])).toEqual([]);
    expect((await run('main', 'models', 'verify', '--offline')).code).toBe(0);
    const inside = await run('main', 'cache', 'move', join(target, 'inside'));
    expect(inside.code).toBe(1);
    expect(inside.stderr).toContain('The models are where they were.');
  });

  it('writes models into one file, from which another computer without a network takes them', async () => {
    const file = join(folder, 'models.bundle');
    const [exported] = (await runJson('main', 'models', 'export', 'whisper-base', file)).slice(-1);
    expect(exported).toEqual({ type: 'exported', file, sizeBytes: expect.any(Number) as unknown });
    expect((await run('main', 'models', 'export', 'whisper-base', file)).code).toBe(1);
    hub.log.clear();
    const [imported] = (await runJson('island', 'models', 'import', file, '--offline')).slice(-1);
    expect(imported).toMatchObject({ type: 'imported', modelIds: ['whisper-base'] });
    const transcribed = await run('island', 'transcribe', SAMPLE_MEETING, '--offline', '-m', 'whisper-base');
    expect(transcribed.code).toBe(0);
    expect(hub.log.requests).toEqual([]);

    const damaged = join(folder, 'damaged.bundle');
    await copyFile(file, damaged);
    const bytes = await readFile(damaged);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    const refused = await run('empty', 'models', 'import', damaged, '--offline');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The bundle cannot be used') as unknown,
    });
    expect(await listCached('empty')).toEqual([]);
  });

  it('fetches a new version, keeps the old one, and goes back to it', async () => {
    await run('update', 'models', 'pull', 'whisper-base');
    expect((await run('update', 'models', 'update')).stderr).toBe('Every model is up to date.\n');
    const next = await hub.commit(REPOSITORY, { 'added_tokens.json': '{}\n' });
    const updated = await runJson('update', 'models', 'update', 'whisper-base');
    expect(updated[0]).toMatchObject({
      type: 'update',
      modelId: 'whisper-base',
      currentCommit: commit,
      newCommit: next,
    });
    expect(updated.at(-1)).toMatchObject({ type: 'pulled', commit: next });
    const versions = await runJson(
      'update',
      'models',
      'versions',
      'whisper-base',
      '--use',
      commit.slice(0, 8),
    );
    expect(versions.map((version) => [version['commit'], version['isCurrent']])).toEqual(
      expect.arrayContaining([
        [commit, true],
        [next, false],
      ]),
    );
    hub.setRef(REPOSITORY, 'main', commit);
  });

  it('frees exactly what it said it would', async () => {
    await run('remove', 'models', 'pull', 'whisper-base');
    const [planned] = await runJson('remove', 'models', 'remove', 'whisper-base', '--dry-run');
    expect(planned).toMatchObject({ type: 'freed', isDryRun: true, items: [{ kind: 'model' }] });
    const unasked = await run('remove', 'models', 'remove', 'whisper-base');
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toMatch(/This frees .* \([\d,]+ bytes\) and cannot be undone\. .*--yes/);

    const before = diskUse(cacheOf('remove'));
    const [freed] = await runJson('remove', 'models', 'remove', 'whisper-base', '--yes');
    expect(freed).toMatchObject({
      type: 'freed',
      freedBytes: planned?.['freedBytes'],
      isComplete: true,
      left: [],
    });
    expect(before - diskUse(cacheOf('remove'))).toBe(freed?.['freedBytes']);
    expect(await listCached('remove')).toEqual([]);
    const again = await run('remove', 'models', 'remove', 'whisper-base', '--yes');
    expect(again).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('a download that does not end as it began', () => {
  /** Starts a pull whose weights stop coming in the middle, and resolves when they have. */
  async function pullUntilStalled(dataDir: string): Promise<ReturnType<typeof startEarshot>> {
    hub.log.clear();
    const rule = hub.faults.add({
      origin: 'cdn',
      method: 'GET',
      times: 100,
      fault: faults.stall({ atFraction: 0.5 }),
    });
    const pull = start(dataDir, ['models', 'pull', 'whisper-base']);
    await hub.log.waitFor(({ origin, bytesSent }) => origin === 'cdn' && bytesSent > 1_000_000);
    // What was sent takes its time to arrive on the disk.
    while ((await measurePartials(dataDir)) < 500_000 && pull.child.exitCode === null) await setTimeout(10);
    rule.remove();
    return pull;
  }

  async function measurePartials(dataDir: string): Promise<number> {
    const blobs = cacheOf(dataDir, REPO_FOLDER, 'blobs');
    const names = await readdir(blobs).catch(() => []);
    const partials = names.filter((name) => name.endsWith('.incomplete'));
    const sizes = await Promise.all(partials.map((name) => stat(join(blobs, name)).then(({ size }) => size)));
    return Math.max(0, ...sizes);
  }

  it('goes on after SIGKILL', async () => {
    const { child, ended } = await pullUntilStalled('killed');
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(await listCached('killed')).toMatchObject([{ cached: { isComplete: false } }]);
    expect((await run('killed', 'models', 'pull', 'whisper-base')).code).toBe(0);
    expect(await listCached('killed')).toMatchObject([{ cached: { isComplete: true } }]);
    expect((await run('killed', 'models', 'verify')).code).toBe(0);
    expect((await runJson('killed', 'cache', 'info'))[0]).toMatchObject({ partialBytes: 0, orphanBytes: 0 });
  });

  it('stops cleanly on Ctrl-C, says so, and goes on with the next call', async () => {
    const { child, ended } = await pullUntilStalled('stopped');
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 3, stdout: '' });
    expect(stopped.stderr).toContain('Stopped. What is done is kept; the same command goes on from there.');
    const [partial] = await runJson('stopped', 'cache', 'info');
    expect(partial?.['partialBytes']).toBeGreaterThan(0);
    expect((await run('stopped', 'models', 'pull', 'whisper-base')).code).toBe(0);
    expect((await run('stopped', 'models', 'verify')).code).toBe(0);
  });

  it('is cleaned up when it is given up', async () => {
    const { child, ended } = await pullUntilStalled('given-up');
    child.kill('SIGKILL');
    await ended;
    const [cache] = await runJson('given-up', 'cache', 'info');
    expect(cache?.['partialBytes']).toBeGreaterThan(0);
    const kept = await run('given-up', 'models', 'prune', '--yes');
    expect(kept).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('"earshot jobs cancel"') as unknown,
    });

    const [job] = await runJson('given-up', 'jobs', 'list');
    await run('given-up', 'jobs', 'cancel', String(job?.['jobId']));
    const planned = await run('given-up', 'models', 'prune', '--dry-run');
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^partial /) as unknown });
    expect((await run('given-up', 'models', 'prune', '--yes')).code).toBe(0);
    expect((await runJson('given-up', 'cache', 'info'))[0]).toMatchObject({ partialBytes: 0 });
  });
});

describe('earshot transcribe with a model that is not there', () => {
  it('says what to add where nobody can be asked, and downloads nothing', async () => {
    hub.log.clear();
    const { code, stdout, stderr } = await run(
      'ask',
      'transcribe',
      SAMPLE_MEETING,
      '--model',
      'whisper-base',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /whisper-base \(q8\) is not on this computer: 5\.\d MB to download from \S+whisper-base_timestamped, about 1 s at 50 Mbit\/s\..*--yes/,
    );
    expect(hub.log.requests.some(({ origin }) => origin === 'cdn')).toBe(false);
  });

  it('downloads it with --yes and transcribes', async () => {
    const lines = await runJson('ask', 'transcribe', SAMPLE_MEETING, '--model', 'whisper-base', '--yes');
    const types = lines.map(({ type }) => type).filter((type) => type !== 'progress');
    expect(types).toEqual(['offer', 'pulled', 'result']);
    expect(lines.at(-1)).toMatchObject({
      model: 'whisper-base',
      text: expect.stringContaining('budget') as unknown,
    });
  });

  it('takes a repository at a version, and knows it for the model of the catalog', async () => {
    const model = `${REPOSITORY}@${commit}`;
    const lines = await runJson('at', 'transcribe', SAMPLE_MEETING, '--model', model, '--yes');
    expect(lines.find(({ type }) => type === 'pulled')).toMatchObject({ modelId: 'whisper-base', commit });
    expect(lines.at(-1)).toMatchObject({ type: 'result', model: 'whisper-base' });
    const again = await runJson(
      'at',
      'transcribe',
      SAMPLE_MEETING,
      '--model',
      REPOSITORY,
      '--offline',
      '--force',
    );
    expect(again.at(-1)).toMatchObject({ type: 'result', model: 'whisper-base' });
  });

  it('makes no request with --offline, and says what to do', async () => {
    hub.log.clear();
    const { code, stderr } = await run(
      'off',
      'transcribe',
      SAMPLE_MEETING,
      '-m',
      'whisper-base',
      '--offline',
      '--yes',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Earshot is offline');
    expect(hub.log.requests).toEqual([]);
    expect(await runJson('off', 'network')).toEqual([]);
  });
});

describe('names that are none', () => {
  it.each([
    ['models', 'pull', '../../etc/passwd'],
    ['models', 'pull', 'org/../../name'],
    ['models', 'pull', 'org/name@../../../main'],
    ['models', 'pull', 'https://evil.example/org/name'],
    ['models', 'pull', 'file:///etc/passwd'],
    ['models', 'pull', 'nobody/nothing'],
    ['models', 'remove', '../main', '--yes'],
    ['models', 'remove', '..', '--yes'],
    ['models', 'repair', 'models--x/../..'],
    ['models', 'versions', 'no-such-model'],
    ['models', 'pin', 'no-such-model'],
    ['models', 'import', 'no-such-file'],
    ['cache', 'move', '/dev/null/models'],
    ['cache', 'adopt', '/no/such/folder'],
  ])('are refused: %s %s %s', async (...args) => {
    await mkdir(join(folder, 'hostile'), { recursive: true });
    const { code, stdout, stderr } = await run('hostile', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^earshot: \S/);
    expect(stderr).not.toContain('Something went wrong inside Earshot');
    expect((await readdir(folder)).filter((name) => name.startsWith('etc'))).toEqual([]);
  });

  it('sent no token anywhere', () => {
    expect(hub.tokensSeenOutsideA()).toEqual([]);
  });
});
