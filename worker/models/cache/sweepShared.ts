import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeldLockFiles } from './heldLocks.ts';
import { type Removal, removePaths } from './removal.ts';
import {
  findSharedStore,
  listSharedContents,
  listSharedHashesInUse,
  sharedContentFiles,
  sharedLockPath,
} from './sharedStore.ts';

/**
 * Removes those of a cache's shared contents to which no repository has a link any more, and which nobody is writing, as
 * far as the system tells. Never throws.
 */
export async function sweepShared(cacheDir: string, hashes: readonly string[]): Promise<Removal> {
  const store = hashes.length === 0 ? null : await findSharedStore(cacheDir);
  if (store === null) return removePaths([]);
  const isHeld = await readHeldLockFiles();
  const used = await listSharedHashesInUse(store).catch(() => new Set(hashes));
  const paths: string[] = [];
  for (const hash of new Set(hashes)) {
    if (used.has(hash) || (await isHeld(sharedLockPath(store, hash)))) continue;
    paths.push(...sharedContentFiles(store, hash));
  }
  return removePaths(paths);
}

/** Removes a cache's store if nothing is left in it but marks and locks. */
export async function removeEmptyStore(cacheDir: string): Promise<void> {
  const store = await findSharedStore(cacheDir);
  if (store === null || (await listSharedContents(store)).length > 0) return;
  for (const entry of await readdir(store, { withFileTypes: true })) {
    const path = join(store, entry.name);
    if (!entry.isDirectory()) continue;
    const names = await readdir(path);
    await removePaths(names.filter((name) => /\.lock(\.soft)?$/.test(name)).map((name) => join(path, name)));
    await rmdir(path).catch(() => undefined);
  }
  const left = await readdir(store);
  if (left.length === 1) await removePaths([store]);
}
