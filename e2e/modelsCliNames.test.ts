import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubCli, openHubCli } from './openHubCli.ts';

let cli: HubCli;
beforeAll(async () => {
  cli = await openHubCli();
});
afterAll(() => cli.close());

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
    ['models', 'unload', 'no-such-model'],
    ['models', 'unload', 'nobody/nothing'],
    ['models', 'unload', '../..'],
    ['models', 'unload', '/no/such/folder'],
    ['models', 'import', 'no-such-file'],
    ['cache', 'move', '/dev/null/models'],
    ['cache', 'adopt', '/no/such/folder'],
  ])('are refused: %s %s %s', async (...args) => {
    await mkdir(join(cli.folder, 'hostile'), { recursive: true });
    const { code, stdout, stderr } = await cli.run('hostile', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^earshot: \S/);
    expect(stderr).not.toContain('Something went wrong inside Earshot');
    expect((await readdir(cli.folder)).filter((name) => name.startsWith('etc'))).toEqual([]);
  });

  it.each(['pin', 'remove', 'release', 'repair', 'unload', 'update', 'verify', 'versions'])(
    'are answered alike by every command about a model that is here: %s',
    async (action) => {
      const { code, stdout } = await cli.run('hostile', 'models', action, 'no-such-model', '--json', '--yes');
      const lines = stdout.trimEnd().split('\n');
      expect([code, JSON.parse(lines.at(-1) ?? '')]).toMatchObject([
        1,
        { type: 'error', code: 'not-found', details: { kind: 'model', id: 'no-such-model' } },
      ]);
    },
  );

  it('sent no token anywhere', () => {
    expect(cli.hub.tokensSeenOutsideA()).toEqual([]);
  });
});

describe('the name of a model that comes with Earshot', () => {
  const lastLine = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;

  it.each(['earshot-starter', 'silero-vad'])(
    'is enough to verify, release, unload and pull it: %s',
    async (modelId) => {
      const requestsBefore = cli.hub.log.requests.length;
      for (const [action, line] of [
        ['pull', { type: 'pulled', modelId, commit: '', downloadedBytes: 0 }],
        ['verify', { type: 'verification', modelId, isIntact: true }],
        ['repair', { type: 'verification', modelId, isIntact: true, repairedFiles: 0 }],
        ['prepare', { type: 'pulled', modelId, commit: '', downloadedBytes: 0 }],
        ['release', { type: 'model', modelId, source: 'bundled' }],
      ] as const) {
        const { code, stdout } = await cli.run('bundled', 'models', action, modelId, '--json');
        expect([action, code, lastLine(stdout)]).toMatchObject([action, 0, line]);
      }
      expect(await cli.run('bundled', 'models', 'unload', modelId)).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^This command has no model in memory\./) as unknown,
      });
      expect(cli.hub.log.requests.length).toBe(requestsBefore);
    },
  );

  it('is refused, with the reason, by what changes or copies models', async () => {
    const file = join(cli.folder, 'models.earshot');
    for (const [reason, ...args] of [
      ['bundled', 'remove', 'earshot-starter', '--yes'],
      ['bundled-stays', 'update', 'earshot-starter'],
      ['bundled-stays', 'versions', 'earshot-starter'],
      ['bundled-stays', 'pin', 'earshot-starter'],
      ['bundled-stays', 'unpin', 'earshot-starter'],
      ['bundled-export', 'export', 'earshot-starter', file],
    ] as const) {
      const { code, stdout } = await cli.run('bundled', 'models', ...args, '--json');
      expect([args[0], code, lastLine(stdout)]).toMatchObject([
        args[0],
        1,
        { type: 'error', code: 'invalid-request', details: { reason, model: 'earshot-starter' } },
      ]);
    }
  });
});
