import { open, readFile, rm } from 'node:fs/promises';
import { checkToken } from '../../models/hub/hubSettings.ts';
import { createReadWriteLock } from '../../lib/createReadWriteLock.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { toFileError } from '../../lib/toFileError.ts';

/** The access token that the person set, in a file that only they can read. */
export interface TokenFile {
  /** Null for none. Throws `permission-denied`. */
  load(): Promise<string | null>;
  /**
   * Null forgets it. One after the other, in the order of the calls, so that the last stays. Throws `invalid-request` for
   * what is no token, and what the system says of the file.
   */
  save(token: string | null): Promise<void>;
}

const OWNER_ONLY = 0o600;

export function openTokenFile(path: string): TokenFile {
  const saving = createReadWriteLock();
  return {
    async load() {
      try {
        const text = (await readFile(path, 'utf8')).trim();
        return text === '' ? null : text;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw toFileError(error, path);
      }
    },
    async save(token) {
      checkToken(token);
      const release = await saving.own();
      try {
        if (token === null) await rm(path, { force: true });
        else await replaceFile(path, token);
      } catch (error) {
        throw toFileError(error, path);
      } finally {
        release();
      }
    },
  };
}

/** Nobody else can read it at any moment: a new file is made so, and takes the place of the old one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await renameReplacing(temporary, path);
}
