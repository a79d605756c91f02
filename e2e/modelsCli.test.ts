import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskUse } from '../worker/models/cache/tests/diskUse.ts';
import { type HubCli, openHubCli } from './openHubCli.ts';
import { SAMPLE_MEETING, startEarshot } from './runEarshot.ts';
import { WHISPER_BASE } from './whisperBase.ts';

const REPO_FOLDER = `models--${WHISPER_BASE.replace('/', '--')}`;
const WEIGHTS = 'onnx/decoder_model_merged_quantized.onnx';

let cli: HubCli;
beforeAll(async () => {
  cli = await openHubCli();
});
afterAll(() => cli.close());

/** The weights of the downloaded model on the disk: a name that is their SHA-256. */
function findWeights(dataDir: string): string {
  const hash = cli.hub.repository(WHISPER_BASE).commits.get(cli.commit)?.files.get(WEIGHTS)?.lfs?.oid ?? '';
  return cli.cachePath(dataDir, REPO_FOLDER, 'blobs', hash);
}

describe('earshot models', () => {
  it('downloads a model of the catalog, lists it and says where it is', async () => {
    expect((await cli.run('main', 'models', 'available')).stdout).toMatch(/^whisper-base +Whisper base +/m);
    const lines = await cli.runJson('main', 'models', 'pull', 'whisper-base');
    expect(lines.at(-1)).toEqual({
      type: 'pulled',
      modelId: 'whisper-base',
      commit: cli.commit,
      folder: cli.cachePath('main', REPO_FOLDER, 'snapshots', cli.commit),
      downloadedBytes: expect.any(Number) as unknown,
      reusedBytes: 0,
    });
    expect(await cli.listCached('main')).toMatchObject([
      {
        modelId: 'whisper-base',
        task: 'asr',
        cached: { repository: WHISPER_BASE, commit: cli.commit, isComplete: true },
      },
    ]);
    expect((await cli.run('main', 'models', 'list')).stdout).toMatch(
      /^whisper-base +asr +5\.\d MB +q8 +never used +ready$/m,
    );
    expect((await cli.run('main', 'models', 'pull', 'whisper-base')).stderr).toBe(
      'whisper-base is ready: everything was there already.\n',
    );
  });

  it('transcribes with it, also when the hub is gone and after a restart, without a request', async () => {
    const first = await cli.run('main', 'transcribe', SAMPLE_MEETING, '--model', 'whisper-base');
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('whisper-base on cpu') as unknown,
    });
    const requests = cli.hub.log.requests.length;
    const recorded = (await cli.runJson('main', 'network')).length;
    const gone = { ...cli.environment, HF_ENDPOINT: 'http://127.0.0.1:9' };
    const command = ['transcribe', SAMPLE_MEETING, '--model', 'whisper-base', '--force'] as const;
    for (const extra of [[], ['--offline']]) {
      const again = await startEarshot([...command, ...extra, '--data-dir', join(cli.folder, 'main')], gone)
        .ended;
      expect(again).toMatchObject({ code: 0, stdout: first.stdout });
    }
    expect(cli.hub.log.requests).toHaveLength(requests);
    const ledger = await cli.runJson('main', 'network', '--limit', '1000');
    expect(ledger).toHaveLength(recorded);
    expect(ledger).toContainEqual({
      type: 'request',
      atMs: expect.any(Number) as unknown,
      host: new URL(cli.hub.endpoint).host,
      method: 'GET',
      purpose: 'list-files',
      status: 200,
      receivedBytes: expect.any(Number) as unknown,
    });
  });

  it('finds a flipped byte, fetches the broken file again and nothing else', async () => {
    expect((await cli.run('main', 'models', 'verify', 'whisper-base')).code).toBe(0);
    const weights = findWeights('main');
    const bytes = await readFile(weights);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(weights, bytes);

    const verified = await cli.run('main', 'models', 'verify');
    expect(verified).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`  ${WEIGHTS}: mismatch\n`) as unknown,
    });
    expect(verified.stderr).toContain('"earshot models repair whisper-base"');
    expect((await cli.run('main', 'models', 'list')).stdout).toContain('damaged: see "models repair"');

    cli.hub.log.clear();
    const repaired = await cli.run('main', 'models', 'repair', 'whisper-base');
    expect(repaired).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 file repaired') as unknown,
    });
    const fetched = cli.hub.log.requests.filter(({ blob, bytesSent }) => blob !== undefined && bytesSent > 0);
    expect(new Set(fetched.map(({ blob }) => blob))).toHaveProperty('size', 1);
    expect((await cli.run('main', 'models', 'verify', 'whisper-base')).code).toBe(0);
    expect((await cli.run('main', 'models', 'list')).stdout).not.toContain('damaged');
  });

  it('moves the models to another folder, where they work as before', async () => {
    const target = join(cli.folder, 'other disk', 'models');
    const lines = await cli.runJson('main', 'cache', 'move', target);
    expect(lines.at(-1)).toEqual({ type: 'moved', outcome: 'moved', cacheDir: target, leftBehind: [] });
    expect(await cli.runJson('main', 'cache', 'info')).toMatchObject([
      { cacheDir: target, source: 'setting' },
    ]);
    expect(await readdir(cli.cachePath('main')).catch(() => [])).toEqual([]);
    expect((await cli.run('main', 'models', 'verify', '--offline')).code).toBe(0);
    const inside = await cli.run('main', 'cache', 'move', join(target, 'inside'));
    expect(inside.code).toBe(1);
    expect(inside.stderr).toContain('The models are where they were.');
  });

  it('writes models into one file, from which another computer without a network takes them', async () => {
    const file = join(cli.folder, 'models.bundle');
    const [exported] = (await cli.runJson('main', 'models', 'export', 'whisper-base', file)).slice(-1);
    expect(exported).toEqual({ type: 'exported', file, sizeBytes: expect.any(Number) as unknown });
    expect((await cli.run('main', 'models', 'export', 'whisper-base', file)).code).toBe(1);
    cli.hub.log.clear();
    const [imported] = (await cli.runJson('island', 'models', 'import', file, '--offline')).slice(-1);
    expect(imported).toMatchObject({ type: 'imported', modelIds: ['whisper-base'] });
    const transcribed = await cli.run(
      'island',
      'transcribe',
      SAMPLE_MEETING,
      '--offline',
      '-m',
      'whisper-base',
    );
    expect(transcribed.code).toBe(0);
    expect(cli.hub.log.requests).toEqual([]);

    const damaged = join(cli.folder, 'damaged.bundle');
    await copyFile(file, damaged);
    const bytes = await readFile(damaged);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    const refused = await cli.run('empty', 'models', 'import', damaged, '--offline');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The bundle cannot be used') as unknown,
    });
    expect(await cli.listCached('empty')).toEqual([]);
  });

  it('fetches a new version, keeps the old one, and goes back to it', async () => {
    await cli.run('update', 'models', 'pull', 'whisper-base');
    expect((await cli.run('update', 'models', 'update')).stderr).toBe('Every model is up to date.\n');
    const next = await cli.hub.commit(WHISPER_BASE, { 'added_tokens.json': '{}\n' });
    const updated = await cli.runJson('update', 'models', 'update', 'whisper-base');
    expect(updated[0]).toMatchObject({
      type: 'update',
      modelId: 'whisper-base',
      currentCommit: cli.commit,
      newCommit: next,
    });
    expect(updated.at(-1)).toMatchObject({ type: 'pulled', commit: next });
    const versions = await cli.runJson(
      'update',
      'models',
      'versions',
      'whisper-base',
      '--use',
      cli.commit.slice(0, 8),
    );
    expect(versions.map((version) => [version['commit'], version['isCurrent']])).toEqual(
      expect.arrayContaining([
        [cli.commit, true],
        [next, false],
      ]),
    );
    cli.hub.setRef(WHISPER_BASE, 'main', cli.commit);
  });

  it('frees exactly what it said it would', async () => {
    await cli.run('remove', 'models', 'pull', 'whisper-base');
    const [planned] = await cli.runJson('remove', 'models', 'remove', 'whisper-base', '--dry-run');
    expect(planned).toMatchObject({ type: 'freed', isDryRun: true, items: [{ kind: 'model' }] });
    const unasked = await cli.run('remove', 'models', 'remove', 'whisper-base');
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toMatch(/This frees .* \([\d,]+ bytes\) and cannot be undone\. .*--yes/);

    const before = diskUse(cli.cachePath('remove'));
    const [freed] = await cli.runJson('remove', 'models', 'remove', 'whisper-base', '--yes');
    expect(freed).toMatchObject({
      type: 'freed',
      freedBytes: planned?.['freedBytes'],
      isComplete: true,
      left: [],
    });
    expect(before - diskUse(cli.cachePath('remove'))).toBe(freed?.['freedBytes']);
    expect(await cli.listCached('remove')).toEqual([]);
    const again = await cli.run('remove', 'models', 'remove', 'whisper-base', '--yes');
    expect(again).toMatchObject({ code: 1, stdout: '' });
  });

  it('sent no token anywhere', () => {
    expect(cli.hub.tokensSeenOutsideA()).toEqual([]);
  });
});
