import type { Stats } from 'node:fs';
import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { BlobIndex } from './blobIndex.ts';
import type { CachedFile, CachedRevision } from './cachedRepository.ts';
import { pathInSnapshot } from './cacheLayout.ts';
import { compareText } from './compareText.ts';
import { errnoOf } from './errnoOf.ts';
import { identifyFile } from './fileIdentity.ts';
import { IGNORED_FILES, listDeep, listEntries, type Warn } from './listEntries.ts';

/** One file of a snapshot with what tells whether two of them share their content. */
export interface FoundFile extends CachedFile {
  readonly key: string;
  readonly modifiedAtMs: number;
}

export interface FoundRevision {
  readonly revision: CachedRevision;
  readonly found: readonly FoundFile[];
}

/** Every revision with its files, sized over distinct contents; by commit. */
export async function scanSnapshots(
  folder: string,
  blobs: BlobIndex,
  refsByCommit: ReadonlyMap<string, readonly string[]>,
  warn: Warn,
): Promise<readonly FoundRevision[]> {
  const isFolder = await stat(folder).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    warn(folder, 'no-snapshots');
    return [];
  }
  const revisions: FoundRevision[] = [];
  for (const entry of await listEntries(folder, warn)) {
    const path = join(folder, entry.name);
    if (IGNORED_FILES.has(entry.name)) continue;
    if (!entry.isDirectory()) {
      warn(path, 'file-in-snapshots');
      continue;
    }
    const found = await scanSnapshot(path, blobs, warn);
    const revision: CachedRevision = {
      commit: entry.name,
      refs: refsByCommit.get(entry.name) ?? [],
      files: found.map(({ path: name, blob, sizeBytes, isOutside }) => ({
        path: name,
        blob,
        sizeBytes,
        ...(isOutside === true ? { isOutside } : {}),
      })),
      sizeBytes: sumDistinct(found),
      modifiedAtMs: newest(found) ?? (await modifiedAt(path)),
    };
    revisions.push({ revision, found });
  }
  return revisions.sort((a, b) => compareText(a.revision.commit, b.revision.commit));
}

async function scanSnapshot(folder: string, blobs: BlobIndex, warn: Warn): Promise<readonly FoundFile[]> {
  const entries = await listDeep(folder, warn);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const nameInSnapshot = pathInSnapshot(folder, path);
      try {
        if (entry.isSymbolicLink()) return await followLink(path, nameInSnapshot, blobs, warn);
        if (!entry.isFile() || IGNORED_FILES.has(entry.name)) return null;
        return await describeFile(path, nameInSnapshot, blobs);
      } catch (error) {
        warn(path, errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ELOOP' ? 'broken-link' : 'unreadable');
        return null;
      }
    }),
  );
  return found.filter((file) => file !== null).sort((a, b) => compareText(a.path, b.path));
}

async function followLink(
  link: string,
  path: string,
  blobs: BlobIndex,
  warn: Warn,
): Promise<FoundFile | null> {
  const target = resolve(dirname(link), await readlink(link));
  const info = dirname(target) === blobs.folder ? blobs.byName.get(basename(target)) : undefined;
  if (info !== undefined) return blobFile(path, basename(target), info, blobs);
  const followed = await stat(link);
  if (!followed.isFile()) return null;
  const real = await realpath(link);
  const realBlobs = await realpath(blobs.folder).catch(() => null);
  // Also a blob that came after the others were listed.
  if (dirname(real) === realBlobs) return blobFile(path, basename(real), followed, blobs);
  warn(link, 'link-outside');
  const { size: sizeBytes, mtimeMs: modifiedAtMs } = followed;
  const repository = await realpath(dirname(blobs.folder));
  const place = real.startsWith(repository + sep) ? {} : { isOutside: true as const };
  return { path, blob: null, sizeBytes, ...place, modifiedAtMs, key: real };
}

/** A file of a cache without symbolic links: the content itself, or a hard link to its blob. */
async function describeFile(file: string, path: string, blobs: BlobIndex): Promise<FoundFile> {
  const info = await lstat(file);
  const identity = info.nlink > 1 ? await identifyFile(file) : null;
  const blob = identity === null ? undefined : blobs.byIdentity.get(identity);
  if (blob !== undefined) return blobFile(path, blob, info, blobs);
  return { path, blob: null, sizeBytes: info.size, modifiedAtMs: info.mtimeMs, key: file };
}

function blobFile(path: string, blob: string, info: Stats, { outside }: BlobIndex): FoundFile {
  const place = outside.has(blob) ? { isOutside: true as const } : {};
  return { path, blob, sizeBytes: info.size, ...place, modifiedAtMs: info.mtimeMs, key: blob };
}

/** What files take together: content that two of them share once, and content outside of the cache not at all. */
export function sumDistinct(files: readonly FoundFile[]): number {
  const inside = files.filter(({ isOutside }) => isOutside !== true);
  const sizes = new Map(inside.map(({ key, sizeBytes }) => [key, sizeBytes]));
  return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/** When the newest of the files was changed; null for none. */
export function newest(files: readonly FoundFile[]): number | null {
  return files.reduce<number | null>((max, { modifiedAtMs }) => Math.max(max ?? 0, modifiedAtMs), null);
}

/** When a folder was changed; 0 where it cannot be told. */
export async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}
