import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults } from './hub/faults.ts';
import { type HubCli, openHubCli } from './openHubCli.ts';
import { startEarshot } from './runEarshot.ts';
import { WHISPER_BASE } from './whisperBase.ts';

const REPO_FOLDER = `models--${WHISPER_BASE.replace('/', '--')}`;

let cli: HubCli;
beforeAll(async () => {
  cli = await openHubCli();
});
afterAll(() => cli.close());

describe('a download that does not end as it began', () => {
  /** Starts a pull whose weights stop coming in the middle, and resolves when they have. */
  async function pullUntilStalled(dataDir: string): Promise<ReturnType<HubCli['start']>> {
    cli.hub.log.clear();
    const rule = cli.hub.faults.add({
      origin: 'cdn',
      method: 'GET',
      times: 100,
      fault: faults.stall({ atFraction: 0.5 }),
    });
    const pull = cli.start(dataDir, 'models', 'pull', 'whisper-base');
    await cli.hub.log.waitFor(({ origin, bytesSent }) => origin === 'cdn' && bytesSent > 1_000_000);
    // What was sent takes its time to arrive on the disk.
    while ((await measurePartials(dataDir)) < 500_000 && pull.child.exitCode === null) await setTimeout(10);
    rule.remove();
    return pull;
  }

  async function measurePartials(dataDir: string): Promise<number> {
    const blobs = cli.cachePath(dataDir, REPO_FOLDER, 'blobs');
    const names = await readdir(blobs).catch(() => []);
    const partials = names.filter((name) => name.endsWith('.incomplete'));
    const sizes = await Promise.all(partials.map((name) => stat(join(blobs, name)).then(({ size }) => size)));
    return Math.max(0, ...sizes);
  }

  it('goes on after SIGKILL', async () => {
    const { child, ended } = await pullUntilStalled('killed');
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(await cli.listCached('killed')).toMatchObject([{ cached: { isComplete: false } }]);
    expect((await cli.run('killed', 'models', 'pull', 'whisper-base')).code).toBe(0);
    expect(await cli.listCached('killed')).toMatchObject([{ cached: { isComplete: true } }]);
    expect((await cli.run('killed', 'models', 'verify')).code).toBe(0);
    expect((await cli.runJson('killed', 'cache', 'info'))[0]).toMatchObject({
      partialBytes: 0,
      orphanBytes: 0,
    });
  });

  it('stops cleanly on Ctrl-C, says so, and goes on with the next call', async () => {
    const { child, ended } = await pullUntilStalled('stopped');
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 3, stdout: '' });
    expect(stopped.stderr).toContain('Stopped. What is done is kept; the same command goes on from there.');
    const [partial] = await cli.runJson('stopped', 'cache', 'info');
    expect(partial?.['partialBytes']).toBeGreaterThan(0);
    expect((await cli.run('stopped', 'models', 'pull', 'whisper-base')).code).toBe(0);
    expect((await cli.run('stopped', 'models', 'verify')).code).toBe(0);
  });

  it('is cleaned up when it is given up', async () => {
    const { child, ended } = await pullUntilStalled('given-up');
    child.kill('SIGKILL');
    await ended;
    const [cache] = await cli.runJson('given-up', 'cache', 'info');
    expect(cache?.['partialBytes']).toBeGreaterThan(0);
    const kept = await cli.run('given-up', 'models', 'prune', '--yes');
    expect(kept).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('"earshot jobs cancel"') as unknown,
    });

    const [job] = await cli.runJson('given-up', 'jobs', 'list');
    await cli.run('given-up', 'jobs', 'cancel', String(job?.['jobId']));
    const planned = await cli.run('given-up', 'models', 'prune', '--dry-run');
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^partial /) as unknown });
    expect((await cli.run('given-up', 'models', 'prune', '--yes')).code).toBe(0);
    expect((await cli.runJson('given-up', 'cache', 'info'))[0]).toMatchObject({ partialBytes: 0 });
  });

  it('says that there is no room, and goes on when there is', async () => {
    const args = ['models', 'pull', 'whisper-base', '--data-dir', join(cli.folder, 'full')];
    const cacheDir = cli.cachePath('full');
    await mkdir(cacheDir, { recursive: true });
    // A mount that is seen by this process alone.
    const userNamespace = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';
    const full = await startEarshot(args, cli.environment, [
      ...['unshare', ...userNamespace, '--mount', 'sh', '-c', mount, cacheDir],
    ]).ended;
    expect(full).toMatchObject({ code: 1, stdout: '' });
    expect(full.stderr).toContain('There is not enough room to write');
    expect(full.stderr).toContain('Free some space on the disk and try again.');
    const [job] = await cli.runJson('full', 'jobs', 'list');
    expect(job).toMatchObject({ kind: 'download-model', status: 'paused', error: { code: 'disk-full' } });
    expect(await cli.run('full', 'models', 'pull', 'whisper-base')).toMatchObject({ code: 0 });
    expect(await cli.runJson('full', 'jobs', 'list')).toMatchObject([
      { jobId: job?.['jobId'], status: 'completed', error: null },
    ]);
  });

  it('sent no token anywhere', () => {
    expect(cli.hub.tokensSeenOutsideA()).toEqual([]);
  });
});
