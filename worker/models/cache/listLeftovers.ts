import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { privatePath } from './cacheLayout.ts';
import type { Leftover } from './cachedRepository.ts';
import { measureRemoval } from './removal.ts';

/** Locks are files that stay: removing one would let two processes hold it. */
const LASTING = 'locks';

/** What work that was cut off has left in a repository's private folder, where nobody else sees it. */
export async function listLeftovers(repoFolder: string): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const kind of await readdir(privatePath(repoFolder)).catch(() => [])) {
    if (kind === LASTING) continue;
    for (const name of await readdir(privatePath(repoFolder, kind)).catch(() => [])) {
      const path = privatePath(repoFolder, kind, name);
      const info = await lstat(path).catch(() => null);
      if (info === null) continue;
      const { sizeBytes } = await measureRemoval([path]);
      leftovers.push({
        name: join(kind, name),
        sizeBytes,
        changedAtMs: Math.max(info.mtimeMs, info.ctimeMs),
      });
    }
  }
  return leftovers;
}
