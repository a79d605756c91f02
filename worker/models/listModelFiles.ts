import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ModelFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

/**
 * Regular files below the folder, in a stable order: links to files are followed, links to folders are not. A folder that
 * is not there or may not be read has none: who needs a file of it says so.
 */
export async function listModelFiles(folder: string): Promise<readonly ModelFile[]> {
  const paths = (await listPaths(folder)).toSorted();
  const files = await Promise.all(
    paths.map(async (path) => {
      const entry = await stat(path).catch(() => null);
      if (entry === null || !entry.isFile()) return null;
      return { path, sizeBytes: entry.size, changedAtMs: entry.mtimeMs };
    }),
  );
  return files.filter((file) => file !== null);
}

async function listPaths(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listPaths(path);
      return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    }),
  );
  return paths.flat();
}
