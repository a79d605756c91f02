import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { parsePartialName, pathInSnapshot, type RepositoryName, sidecarPath } from './cacheLayout.ts';
import type {
  CachedFile,
  CachedPartial,
  CachedRepository,
  CachedRevision,
  CacheWarning,
  CacheWarningReason,
} from './cachedRepository.ts';
import { errnoOf } from './errnoOf.ts';
import { listLeftovers } from './listLeftovers.ts';
import { findSharedContent, findSharedStore } from './sharedStore.ts';

/** `huggingface_hub` 1.28, `_cache_manager.py`: what file managers leave behind. */
export const IGNORED_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** A ref is 40 bytes; anything much longer is not read. */
const MAX_REF_BYTES = 1024;

/** The files in `blobs/`, by name and, for hard links, by file number. */
interface BlobIndex {
  readonly folder: string;
  readonly byName: ReadonlyMap<string, Stats>;
  readonly byInode: ReadonlyMap<number, string>;
  /** Of links into the store that repositories share: the name of the content there. */
  readonly shared: ReadonlyMap<string, string>;
  /** Links to anywhere else. */
  readonly outside: ReadonlySet<string>;
}

/** One file of a snapshot with what tells whether two of them share their content. */
interface FoundFile extends CachedFile {
  readonly key: string;
  readonly modifiedAtMs: number;
}

interface FoundRevision {
  readonly revision: CachedRevision;
  readonly found: readonly FoundFile[];
}

type Warn = (path: string, reason: CacheWarningReason) => void;

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
    ...listUnused(blobs, files),
    leftovers: await listLeftovers(folder),
    ...listShared(blobs, files),
    sizeBytes: sumDistinct(files),
    modifiedAtMs: newest(files) ?? (await modifiedAt(folder)),
    lastUsedAtMs,
    warnings,
  };
}

async function indexBlobs(folder: string, store: string | null, warn: Warn): Promise<BlobIndex> {
  const byName = new Map<string, Stats>();
  const byInode = new Map<number, string>();
  const shared = new Map<string, string>();
  const outside = new Set<string>();
  await Promise.all(
    (await list(folder, warn)).map(async (entry) => {
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
      } else if (info.nlink > 1) byInode.set(info.ino, entry.name);
    }),
  );
  return { folder, byName, byInode, shared, outside };
}

/** Names of the refs by the commit they hold, which is used as it is written: a line end makes it another one. */
async function readRefs(folder: string, warn: Warn): Promise<ReadonlyMap<string, readonly string[]>> {
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

async function scanSnapshots(
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
  for (const entry of await list(folder, warn)) {
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
        return describeFile(path, nameInSnapshot, await lstat(path), blobs);
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
function describeFile(file: string, path: string, info: Stats, blobs: BlobIndex): FoundFile {
  const blob = info.nlink > 1 ? blobs.byInode.get(info.ino) : undefined;
  if (blob !== undefined) return blobFile(path, blob, info, blobs);
  return { path, blob: null, sizeBytes: info.size, modifiedAtMs: info.mtimeMs, key: file };
}

function blobFile(path: string, blob: string, info: Stats, { outside }: BlobIndex): FoundFile {
  const place = outside.has(blob) ? { isOutside: true as const } : {};
  return { path, blob, sizeBytes: info.size, ...place, modifiedAtMs: info.mtimeMs, key: blob };
}

function listShared(blobs: BlobIndex, files: readonly FoundFile[]): Pick<CachedRepository, 'sharedBlobs'> {
  if (blobs.shared.size === 0) return {};
  const used = new Set(files.map(({ blob }) => blob));
  const sharedBlobs = [...blobs.shared]
    .sort(([a], [b]) => compareText(a, b))
    .map(([blob, hash]) => ({
      blob,
      hash,
      sizeBytes: blobs.byName.get(blob)?.size ?? 0,
      isUsed: used.has(blob),
    }));
  return { sharedBlobs };
}

function listUnused(
  blobs: BlobIndex,
  files: readonly FoundFile[],
): Pick<CachedRepository, 'partials' | 'orphans'> {
  const used = new Set(files.map(({ blob }) => blob));
  const partials: CachedPartial[] = [];
  const orphans = [];
  for (const [name, info] of [...blobs.byName].sort(([a], [b]) => compareText(a, b))) {
    const partial = parsePartialName(name);
    const changedAtMs = Math.max(info.mtimeMs, info.ctimeMs);
    if (partial !== null) {
      const recordBytes = blobs.byName.get(sidecarPath(name))?.size ?? 0;
      partials.push({ fileName: name, ...partial, sizeBytes: info.size + recordBytes, changedAtMs });
      continue;
    }
    const isRecord = name.endsWith('.json') && blobs.byName.has(name.slice(0, -'.json'.length));
    if (used.has(name) || isRecord) continue;
    const isLink = blobs.shared.has(name) || blobs.outside.has(name);
    orphans.push({ name, sizeBytes: isLink ? 0 : info.size, changedAtMs });
  }
  return { partials, orphans };
}

function sumDistinct(files: readonly FoundFile[]): number {
  const inside = files.filter(({ isOutside }) => isOutside !== true);
  const sizes = new Map(inside.map(({ key, sizeBytes }) => [key, sizeBytes]));
  return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

function newest(files: readonly FoundFile[]): number | null {
  return files.reduce<number | null>((max, { modifiedAtMs }) => Math.max(max ?? 0, modifiedAtMs), null);
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}

async function list(folder: string, warn: Warn): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') warn(folder, 'unreadable');
    return [];
  }
}

/** Everything below a folder that is not a folder. Links to folders are not entered, as in Python. */
async function listDeep(folder: string, warn: Warn): Promise<readonly Dirent[]> {
  const entries = await list(folder, warn);
  const below = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory() ? listDeep(join(folder, entry.name), warn) : Promise.resolve([entry]),
    ),
  );
  return below.flat();
}

/** By code unit, so that the order does not depend on the language of the system. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
