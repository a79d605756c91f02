import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyFile } from './fileIdentity.ts';
import { listEntries, type Warn } from './listEntries.ts';
import { findSharedContent } from './sharedStore.ts';

/** The files in `blobs/`, by name and, for hard links, by what they are (`fileIdentity.ts`). */
export interface BlobIndex {
  readonly folder: string;
  readonly byName: ReadonlyMap<string, Stats>;
  readonly byIdentity: ReadonlyMap<string, string>;
  /** Of links into the store that repositories share: the name of the content there. */
  readonly shared: ReadonlyMap<string, string>;
  /** Links to anywhere else. */
  readonly outside: ReadonlySet<string>;
}

/** Looks at every file of `blobs/`. Links that lead out of the cache are warnings. */
export async function indexBlobs(folder: string, store: string | null, warn: Warn): Promise<BlobIndex> {
  const byName = new Map<string, Stats>();
  const byIdentity = new Map<string, string>();
  const shared = new Map<string, string>();
  const outside = new Set<string>();
  await Promise.all(
    (await listEntries(folder, warn)).map(async (entry) => {
      const path = join(folder, entry.name);
      const isLink = entry.isSymbolicLink();
      const content = isLink && store !== null ? await findSharedContent(store, path) : null;
      // Any other link is one by which a person has spread a cache over disks, or one that shall mislead.
      const info = content?.info ?? (await stat(path).catch(() => null));
      if (info === null) warn(path, 'unreadable');
      if (info?.isFile() !== true) return;
      byName.set(entry.name, info);
      if (content !== null) shared.set(entry.name, content.hash);
      else if (isLink) {
        outside.add(entry.name);
        warn(path, 'link-outside');
      } else if (info.nlink > 1) {
        const identity = await identifyFile(path);
        if (identity !== null) byIdentity.set(identity, entry.name);
      }
    }),
  );
  return { folder, byName, byIdentity, shared, outside };
}
