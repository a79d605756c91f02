import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ElectronApi } from '../../electron/electronApi.ts';

export type KeychainBackend = 'gnome_libsecret' | 'basic_text';

/** `safeStorage` of Electron. Encrypts in earnest, so that a test can look for what must not be on the disk. */
export function createFakeKeychain(secret: Buffer, backend: KeychainBackend): ElectronApi['safeStorage'] {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv);
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), encrypted]));
    },
    async decryptStringAsync(encrypted) {
      const decipher = createDecipheriv('aes-256-gcm', secret, encrypted.subarray(0, 12));
      decipher.setAuthTag(encrypted.subarray(12, 28));
      const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]);
      return { result: result.toString('utf8'), shouldReEncrypt: false };
    },
  };
}
