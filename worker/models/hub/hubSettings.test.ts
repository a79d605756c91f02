import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../cache/cacheLocation.ts';
import { loadHubSettings, parseEndpoint } from './hubSettings.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'earshot-hub-settings-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const load = (environment: Environment, set: { endpoint?: string; token?: string } = {}) =>
  loadHubSettings({ environment, endpoint: set.endpoint ?? null, token: set.token ?? null, home });

describe('loadHubSettings', () => {
  it('talks to the hub itself, without a token, unless told otherwise', async () => {
    expect(await load({ HF_ENDPOINT: '', HF_TOKEN: ' ' })).toEqual({
      endpoint: new URL('https://huggingface.co'),
      token: null,
      tokenSource: null,
      limits: {},
      offline: false,
      disableSymlinks: false,
    });
  });

  it('takes the setting before the environment', async () => {
    const environment = { HF_ENDPOINT: 'https://mirror.example/hf//', HF_TOKEN: 'from-environment' };
    expect((await load(environment)).endpoint.href).toBe('https://mirror.example/hf');
    expect((await load(environment, { endpoint: 'https://other.example' })).endpoint.host).toBe(
      'other.example',
    );
    expect(await load(environment)).toMatchObject({ token: 'from-environment', tokenSource: 'environment' });
    expect(await load(environment, { token: 'from-setting' })).toMatchObject({
      token: 'from-setting',
      tokenSource: 'setting',
    });
  });

  it('waits as long as the environment says, where it says how long', async () => {
    const environment = { HF_HUB_ETAG_TIMEOUT: '5', HF_HUB_DOWNLOAD_TIMEOUT: '2.5' };
    expect((await load(environment)).limits).toEqual({ headersMs: 5000, idleMs: 2500 });
    const nonsense = { HF_HUB_ETAG_TIMEOUT: 'soon', HF_HUB_DOWNLOAD_TIMEOUT: '-1' };
    expect((await load(nonsense)).limits).toEqual({});
  });

  it('reads the token file last, without its line end, and not when that is forbidden', async () => {
    await mkdir(join(home, '.cache', 'huggingface'), { recursive: true });
    await writeFile(join(home, '.cache', 'huggingface', 'token'), 'from-file\r\n');
    await writeFile(join(home, 'elsewhere'), 'from-elsewhere\n');
    expect(await load({})).toMatchObject({ token: 'from-file', tokenSource: 'file' });
    expect((await load({ HF_TOKEN_PATH: '~/elsewhere' })).token).toBe('from-elsewhere');
    expect((await load({ HUGGING_FACE_HUB_TOKEN: 'older' })).token).toBe('older');
    expect((await load({ HF_HUB_DISABLE_IMPLICIT_TOKEN: '1', HF_TOKEN: 'x' })).token).toBeNull();
    expect((await load({ HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }, { token: 'set' })).token).toBe('set');
  });

  it('refuses a token that cannot be a header, without repeating it', async () => {
    const failed = await load({ HF_TOKEN: 'geh\neim' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'invalid-request', details: { reason: 'token' } });
    expect(String(failed)).not.toContain('geh');
  });

  it('understands the switches as Python does', async () => {
    for (const on of ['1', 'ON', 'yes', 'True']) {
      expect(await load({ HF_HUB_OFFLINE: on, HF_HUB_DISABLE_SYMLINKS: on })).toMatchObject({
        offline: true,
        disableSymlinks: true,
      });
    }
    expect((await load({ TRANSFORMERS_OFFLINE: 'true' })).offline).toBe(true);
    expect((await load({ HF_HUB_OFFLINE: '0' })).offline).toBe(false);
  });
});

describe('parseEndpoint', () => {
  it('accepts http on this computer only', () => {
    for (const local of ['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:9']) {
      expect(parseEndpoint(local).protocol).toBe('http:');
    }
    for (const refused of [
      'http://mirror.example',
      'ftp://a',
      'file:///etc',
      'x',
      'https://a:b@c',
      'https://a?b',
    ]) {
      expect(() => parseEndpoint(refused)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    }
  });

  it('does not repeat a password', () => {
    expect(() => parseEndpoint('https://ada:secret@hub.example')).toThrow(
      expect.objectContaining({
        details: { endpoint: 'https://hub.example', reason: 'endpoint-address' },
      }),
    );
  });
});
