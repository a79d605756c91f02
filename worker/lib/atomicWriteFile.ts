import { randomUUID } from 'node:crypto';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renameReplacing } from './renameReplacing.ts';
import { syncFolder } from './syncFolder.ts';
import { toFileError } from './toFileError.ts';

/**
 * Replaces a file's content so that anyone, at any moment and after a power cut, sees the old content or the new one,
 * never a part. The file keeps its mode, and a link keeps pointing at it. The folder must exist. Throws what
 * `toFileError` makes of the system's error; the file is unchanged then and nothing is left behind.
 */
export async function atomicWriteFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const target = await resolveLink(path);
    const mode = await readMode(target);
    // Its name says nothing of the file's: with it, a name near the limit of the file system would not fit.
    const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
    try {
      await writeDurably(temporary, content, mode);
      await renameReplacing(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(target));
  } catch (error) {
    throw toFileError(error, path);
  }
}

async function writeDurably(path: string, content: string | Uint8Array, mode: number | null): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== null) await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function resolveLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}

async function readMode(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
