import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHubToken, type HubTokenOptions } from './hubToken.ts';

let folder: string;
const logged: unknown[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-token-'));
  logged.length = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function create(given: Partial<HubTokenOptions['safeStorage']> = {}, platform: NodeJS.Platform = 'linux') {
  const log = (...line: unknown[]): void => void logged.push(line);
  return createHubToken({
    file: join(folder, 'hub-token'),
    platform,
    logger: { debug: log, info: log, warn: log, error: log },
    safeStorage: {
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(text).reverse()),
      decryptStringAsync: (bytes) =>
        Promise.resolve({ result: Buffer.from(bytes).reverse().toString(), shouldReEncrypt: false }),
      ...given,
    },
  });
}

describe('the hub token', () => {
  it('is kept for the next start, and forgotten when it is taken away', async () => {
    const first = create();
    expect(await first.load()).toBeNull();
    expect(await first.set('hf_one')).toBe(true);
    expect(await create().load()).toBe('hf_one');
    await first.set(null);
    expect([first.get(), await create().load(), readdirSync(folder)]).toEqual([null, null, []]);
  });

  it.each([
    ['there is no keychain', { isAsyncEncryptionAvailable: () => Promise.resolve(false) }],
    ['the key is one that everybody knows', { getSelectedStorageBackend: () => 'basic_text' as const }],
    ['the keychain refuses', { encryptStringAsync: () => Promise.reject(new Error('hf_new is no good')) }],
  ])('is not written when %s, and an older one is taken away', async (_why, storage) => {
    await create().set('hf_old');
    const token = create(storage);
    expect(await token.set('hf_new')).toBe(false);
    expect([token.get(), readdirSync(folder)]).toEqual(['hf_new', []]);
    expect(JSON.stringify(logged)).not.toContain('hf_new');
  });

  it('is what it was where it cannot be changed', async () => {
    const token = create();
    await token.set('hf_one');
    await expect(token.set('hf two')).rejects.toMatchObject({
      code: 'invalid-request',
      details: { reason: 'token' },
    });
    expect([token.get(), await create().load()]).toEqual(['hf_one', 'hf_one']);
    rmSync(join(folder, 'hub-token'));
    mkdirSync(join(folder, 'hub-token', 'in the way'), { recursive: true });
    await expect(token.set('hf_three')).rejects.toThrow();
    await expect(token.set(null)).rejects.toThrow();
    expect(token.get()).toBe('hf_one');
  });

  it.each(['', 'hf_\u0000', 'x'.repeat(501)])('is none when it decrypts to %j', async (result) => {
    writeFileSync(join(folder, 'hub-token'), 'encrypted');
    const decryptStringAsync = () => Promise.resolve({ result, shouldReEncrypt: false });
    const token = create({ decryptStringAsync });
    expect([await token.load(), token.get()]).toEqual([null, null]);
  });

  it('is none, without a word of it in the log, when it cannot be decrypted', async () => {
    writeFileSync(join(folder, 'hub-token'), 'hf_broken');
    const token = create({ decryptStringAsync: () => Promise.reject(new Error('hf_broken is no good')) });
    expect(await token.load()).toBeNull();
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('hf_broken');
  });
});
