import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathInSnapshot } from './cacheLayout.ts';
import { IGNORED_FILES, listDeep, type Warn } from './listEntries.ts';

/** A ref is 40 bytes; anything much longer is not read. */
const MAX_REF_BYTES = 1024;

/** Names of the refs by the commit they hold, which is used as it is written: a line end makes it another one. */
export async function readRefs(folder: string, warn: Warn): Promise<ReadonlyMap<string, readonly string[]>> {
  const refsByCommit = new Map<string, string[]>();
  const info = await stat(folder).catch(() => null);
  if (info === null) return refsByCommit;
  if (!info.isDirectory()) {
    warn(folder, 'refs-not-a-folder');
    return refsByCommit;
  }
  for (const file of await listDeep(folder, warn)) {
    const path = join(file.parentPath, file.name);
    if (IGNORED_FILES.has(file.name)) continue;
    try {
      const { size } = await stat(path);
      const commit = size > MAX_REF_BYTES ? '' : await readFile(path, 'utf8');
      const ref = pathInSnapshot(folder, path);
      refsByCommit.set(commit, [...(refsByCommit.get(commit) ?? []), ref].sort());
    } catch {
      warn(path, 'unreadable');
    }
  }
  return refsByCommit;
}
