import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { identifyEntry, identifyFile } from './fileIdentity.ts';

/**
 * The store of contents that repositories share, as `huggingface_hub` keeps one from 1.33 on (`_shared_blobs.py`):
 *
 *     <cache>/blobs/.huggingface-shared-blobs         "1\n": without it the folder is nobody's store
 *     <cache>/blobs/ab/<xet hash>                     the content, an ordinary file
 *     <cache>/blobs/ab/<xet hash>.refs                the links to it, as far as anyone noted them
 *     <cache>/models--org--name/blobs/<etag>          -> ../../blobs/ab/<xet hash>
 *
 * Earshot uses such contents where they are and makes none. Everything in it is checked before it is believed: a link
 * counts only if it is written in this way and leads to an ordinary file in an ordinary folder of a marked store.
 */
export interface SharedContent {
  /** Xet hash: 64 hex digits, and not the hash by which a blob is named. */
  readonly hash: string;
  readonly info: Stats;
}

const MARKER = '.huggingface-shared-blobs';
const MARKER_TEXT = '1\n';
const HASH = /^[0-9a-f]{64}$/;

/** Where a cache's store is, if it has one. */
export function sharedStoreFolder(cacheDir: string): string {
  return join(cacheDir, 'blobs');
}

/** Whether a folder is the place of a cache's store, by its name. */
export function isSharedStoreFolder(folder: string): boolean {
  return basename(folder) === 'blobs';
}

/** The folder of a cache's store; null where there is none, or one of a kind that is not known. */
export async function findSharedStore(cacheDir: string): Promise<string | null> {
  const store = sharedStoreFolder(cacheDir);
  const marker = join(store, MARKER);
  if ((await look(store))?.isDirectory() !== true || (await look(marker))?.isFile() !== true) return null;
  return (await readFile(marker, 'utf8').catch(() => null)) === MARKER_TEXT ? store : null;
}

export function sharedContentPath(store: string, hash: string): string {
  return join(store, hash.slice(0, 2), hash);
}

/** What goes with a content when that goes. Locks stay: removing one would let two processes hold it. */
export function sharedContentFiles(store: string, hash: string): readonly string[] {
  return [sharedContentPath(store, hash), `${sharedContentPath(store, hash)}.refs`];
}

export function sharedLockPath(store: string, hash: string): string {
  return `${sharedContentPath(store, hash)}.lock`;
}

/** The hash of the content that a blob is a link to; null for any other link. Only looks at how the link is written. */
export async function readSharedLink(store: string, blob: string): Promise<string | null> {
  const target = await readlink(blob).catch(() => null);
  if (target === null) return null;
  const parts = relative(store, resolve(dirname(blob), target)).split(sep);
  const [prefix = '', hash = ''] = parts;
  return parts.length === 2 && HASH.test(hash) && hash.startsWith(prefix) && prefix.length === 2
    ? hash
    : null;
}

/** The content that a blob is a link to, if it is there; null for any other link, and for one that misleads. */
export async function findSharedContent(store: string, blob: string): Promise<SharedContent | null> {
  const hash = await readSharedLink(store, blob);
  if (hash === null) return null;
  const info = await lookAtContent(store, hash);
  if (info === null) return null;
  // A folder above it may be a link: then the system goes elsewhere than the text of the link says.
  const content = await identifyEntry(sharedContentPath(store, hash));
  return content !== null && content === (await identifyFile(blob)) ? { hash, info } : null;
}

/** Every content of the store. */
export async function listSharedContents(store: string): Promise<readonly SharedContent[]> {
  const prefixes = (await readdir(store).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const names = await Promise.all(
    prefixes.map((prefix) => readdir(join(store, prefix)).catch((): string[] => [])),
  );
  const hashes = names.flat().filter((name) => HASH.test(name));
  const contents = await Promise.all(
    hashes.map(async (hash) => ({ hash, info: await lookAtContent(store, hash) })),
  );
  return contents.flatMap(({ hash, info }) => (info === null ? [] : [{ hash, info }]));
}

/**
 * The contents that any repository of the cache has a link to now, whether a revision uses that or not. Also repositories
 * of a kind that we do not know count: `huggingface_hub` 2.0 has added one.
 * @param skipped folders that are not looked into, by name.
 */
export async function listSharedHashesInUse(
  store: string,
  skipped: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> {
  const cacheDir = dirname(store);
  const used = new Set<string>();
  for (const name of await readdir(cacheDir)) {
    if (skipped.has(name)) continue;
    const folder = join(cacheDir, name, 'blobs');
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const hash = entry.isSymbolicLink() ? await readSharedLink(store, join(folder, entry.name)) : null;
      if (hash !== null) used.add(hash);
    }
  }
  return used;
}

async function lookAtContent(store: string, hash: string): Promise<Stats | null> {
  const path = sharedContentPath(store, hash);
  if ((await look(dirname(path)))?.isDirectory() !== true) return null;
  const info = await look(path);
  return info?.isFile() === true ? info : null;
}

async function look(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}
