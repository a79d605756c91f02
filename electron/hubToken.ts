import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../worker/contract/index.ts';
import { atomicWriteFile } from '../worker/lib/atomicWriteFile.ts';
import { makeFolder } from '../worker/lib/makeFolder.ts';
import type { ElectronApi } from './electronApi.ts';
import type { Logger } from './logging.ts';

export interface HubTokenOptions {
  readonly safeStorage: ElectronApi['safeStorage'];
  readonly file: string;
  readonly platform: NodeJS.Platform;
  readonly logger: Logger;
}

/** Keeps the access token for the hub, encrypted with a key that the system's keychain guards. */
export interface HubToken {
  /** What is kept; null for nothing, or what cannot be decrypted any more. Never rejects. */
  load(): Promise<string | null>;
  get(): string | null;
  /**
   * Null forgets it. Resolves with false when the system cannot keep secrets: it then holds until the app ends. Throws
   * `invalid-request` for what is no token, and what the system says of the file; the token is then the one of before.
   */
  set(token: string | null): Promise<boolean>;
}

/** As `hostMessages.ts` takes it, in characters of a header: without authentication, another key may give anything. */
const TOKEN = /^[\x21-\x7e]{1,500}$/;

export function createHubToken({ safeStorage, file, platform, logger }: HubTokenOptions): HubToken {
  let current: string | null = null;

  /** Without a keyring, Chromium on Linux encrypts with a password that everybody knows: that is no secret. */
  async function canKeepSecrets(): Promise<boolean> {
    if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
    return safeStorage.isAsyncEncryptionAvailable();
  }

  /** Null where the keychain does not do it, as when the person does not let it. */
  async function encrypt(token: string): Promise<Buffer | null> {
    try {
      return (await canKeepSecrets()) ? await safeStorage.encryptStringAsync(token) : null;
    } catch {
      // Without the error: what encrypts badly may be quoted in it.
      logger.warn('The access token cannot be encrypted; it holds until the app ends.');
      return null;
    }
  }

  return {
    get: () => current,
    async load() {
      try {
        const encrypted = await readFile(file);
        const { result } = await safeStorage.decryptStringAsync(encrypted);
        if (!TOKEN.test(result)) throw new Error('That is no token.');
        current = result;
      } catch (error) {
        current = null;
        const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        // Without the error: what decrypts badly may be quoted in it.
        if (!isMissing) logger.warn('The access token cannot be decrypted; it has to be set again.');
      }
      return current;
    },
    async set(token) {
      if (token !== null && !TOKEN.test(token)) {
        throw new AppError('invalid-request', 'The access token holds characters that no token has.', {
          details: { reason: 'token' },
        });
      }
      const encrypted = token === null ? null : await encrypt(token);
      if (encrypted === null) {
        await rm(file, { force: true });
      } else {
        await makeFolder(dirname(file));
        await atomicWriteFile(file, encrypted);
      }
      current = token;
      return token === null || encrypted !== null;
    },
  };
}
