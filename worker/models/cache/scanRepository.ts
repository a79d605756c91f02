import { dirname, join } from 'node:path';
import { indexBlobs } from './blobIndex.ts';
import type { CachedRepository, CacheWarning } from './cachedRepository.ts';
import type { RepositoryName } from './cacheLayout.ts';
import type { Warn } from './listEntries.ts';
import { listLeftovers } from './listLeftovers.ts';
import { listSharedBlobs, listUnusedBlobs } from './listUnusedBlobs.ts';
import { readRefs } from './readRefs.ts';
import { modifiedAt, newest, scanSnapshots, sumDistinct } from './scanSnapshots.ts';
import { findSharedStore } from './sharedStore.ts';

/**
 * Reads one repository's folder after the rules of Python's scan (`_cache_manager.py`, `_scan_cached_repo`): sub-folders
 * of snapshots and refs included, sizes over distinct blobs. It differs in that damage becomes a warning and the rest
 * is listed still. Never throws.
 * @param store of contents that repositories share; the one of the cache that the folder is in, if left out.
 */
export async function scanRepository(
  folder: string,
  name: RepositoryName,
  lastUsedAtMs: number | null,
  store?: string | null,
): Promise<CachedRepository> {
  const warnings: CacheWarning[] = [];
  const warn: Warn = (path, reason) => {
    warnings.push({ path, reason });
  };
  const sharedStore = store === undefined ? await findSharedStore(dirname(folder)) : store;
  const blobs = await indexBlobs(join(folder, 'blobs'), sharedStore, warn);
  const refsByCommit = await readRefs(join(folder, 'refs'), warn);
  const found = await scanSnapshots(join(folder, 'snapshots'), blobs, refsByCommit, warn);
  const commits = new Set(found.map(({ revision }) => revision.commit));
  for (const [commit, refs] of refsByCommit) {
    if (commits.has(commit)) continue;
    for (const ref of refs) warn(join(folder, 'refs', ref), 'ref-without-snapshot');
  }
  const files = found.flatMap((revision) => revision.found);
  return {
    ...name,
    folder,
    revisions: found.map(({ revision }) => revision),
    ...listUnusedBlobs(blobs, files),
    leftovers: await listLeftovers(folder),
    ...listSharedBlobs(blobs, files),
    sizeBytes: sumDistinct(files),
    modifiedAtMs: newest(files) ?? (await modifiedAt(folder)),
    lastUsedAtMs,
    warnings,
  };
}
