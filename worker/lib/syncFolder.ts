import { open } from 'node:fs/promises';

/** How file systems say that they do not do this for folders (some of networks and virtual machines), or not for us. */
const REFUSED_CODES: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

/**
 * Makes what was created in, renamed in or removed from a folder durable, where the file system lets us: what was written
 * is there either way. Windows cannot, and does not need it. Throws the system's error, such as of a disk that fails.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!REFUSED_CODES.has(code)) throw error;
  }
}
