import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ModelFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

/** Regular files (symbolic links followed) below the folder, in a stable order. */
export async function listModelFiles(folder: string): Promise<readonly ModelFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => {
      const entry = await stat(path).catch(() => lstat(path));
      return { path, sizeBytes: entry.size, changedAtMs: entry.mtimeMs, isFile: entry.isFile() };
    }),
  );
  return files.filter((file) => file.isFile);
}
