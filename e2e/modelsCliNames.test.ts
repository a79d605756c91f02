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

  it('sent no token anywhere', () => {
    expect(cli.hub.tokensSeenOutsideA()).toEqual([]);
  });
});
