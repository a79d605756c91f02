import type { Stats } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { parsePartialName, parseRepoFolderName } from './cacheLayout.ts';
import { errnoOf } from './errnoOf.ts';
import { identifyFile } from './fileIdentity.ts';
import type { MoveEntry } from './moveJournal.ts';
import { findSharedContent, findSharedStore } from './sharedStore.ts';

/** In the order in which they may become visible: what is referred to before what refers to it. */
const ORDER = ['blobs', '.no_exist', 'trees', 'snapshots', 'refs'];

/**
 * Everything of a cache that a move takes along: the repositories with all they hold, except other programs' partial
 * downloads, which only they can use, and our own folder for things in the making. A folder comes before what is in it.
 * Links into the same repository become relative, others absolute, so that all of them still lead where they led. A blob
 * that is a link to content which repositories share is listed as the content: in the new place it is a file.
 * @param partialTag of our own partial downloads.
 */
export async function listMoveEntries(cacheDir: string, partialTag: string): Promise<readonly MoveEntry[]> {
  const names = await readdir(cacheDir).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const entries: MoveEntry[] = [];
  const store = await findSharedStore(cacheDir);
  for (const name of names.sort()) {
    if (parseRepoFolderName(name) === null) continue;
    await visit(name, { cacheDir, store, repository: name, partialTag, entries });
  }
  return entries;
}

/** The place of an entry below a root; entries are written with `/`. */
export function placeOf(root: string, path: string): string {
  return join(root, ...path.split('/'));
}

interface Walk {
  readonly cacheDir: string;
  readonly store: string | null;
  readonly repository: string;
  readonly partialTag: string;
  readonly entries: MoveEntry[];
}

async function visit(path: string, walk: Walk): Promise<void> {
  const place = placeOf(walk.cacheDir, path);
  const info = await lstat(place);
  const shared = info.isSymbolicLink() ? await findShared(path, place, walk) : null;
  if (shared !== null) {
    walk.entries.push(await describeFile(path, place, shared.info));
  } else if (info.isSymbolicLink()) {
    const target = await retarget(place, placeOf(walk.cacheDir, walk.repository), await readlink(place));
    walk.entries.push({ ...describe(path, info), kind: 'link', target });
  } else if (info.isFile()) {
    walk.entries.push(await describeFile(path, place, info));
  } else if (info.isDirectory()) {
    walk.entries.push({ ...describe(path, info), kind: 'folder' });
    for (const name of (await readdir(place)).sort(compareNames)) {
      const below = `${path}/${name}`;
      if (!isLeftOut(below, walk)) await visit(below, walk);
    }
  }
}

async function findShared(path: string, place: string, { repository, store }: Walk) {
  if (store === null || !path.startsWith(`${repository}/blobs/`)) return null;
  return findSharedContent(store, place);
}

function isLeftOut(path: string, { repository, partialTag }: Walk): boolean {
  if (path === `${repository}/.earshot`) return true;
  if (!path.startsWith(`${repository}/blobs/`)) return false;
  const partial = parsePartialName(path.slice(`${repository}/blobs/`.length));
  return partial !== null && partial.tag !== partialTag;
}

async function retarget(link: string, repositoryFolder: string, target: string): Promise<string> {
  const leadsTo = resolve(dirname(link), target);
  if (link === repositoryFolder) return leadsTo;
  if (leadsTo.startsWith(repositoryFolder + sep)) {
    return isAbsolute(target) ? relative(dirname(link), leadsTo) : target;
  }
  // An absolute link may reach the repository by another way than we do.
  const [realTarget, realFolder] = await Promise.all(
    [leadsTo, repositoryFolder].map((path) => realpath(path).catch(() => path)),
  );
  if (realTarget?.startsWith(`${realFolder}${sep}`) !== true) return leadsTo;
  return relative(dirname(link), join(repositoryFolder, relative(realFolder ?? '', realTarget)));
}

async function describeFile(path: string, place: string, info: Stats): Promise<MoveEntry> {
  const identity = await identifyFile(place);
  return { ...describe(path, info), kind: 'file', sizeBytes: info.size, identity };
}

function describe(path: string, { mtimeMs: modifiedAtMs }: Stats): Omit<MoveEntry, 'kind'> {
  return { path, sizeBytes: 0, modifiedAtMs, identity: null, target: null };
}

function compareNames(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b) || (a < b ? -1 : 1);
}
