import type { Stats } from 'node:fs';
import { link, lstat, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createAbortError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { copyDurably } from './copyDurably.ts';
import { errnoOf } from './errnoOf.ts';
import { identifyEntry } from './fileIdentity.ts';
import { hashBlob } from './hashBlob.ts';
import { isContentHash } from './hubNames.ts';
import { placeOf } from './moveEntries.ts';
import type { MoveEntry } from './moveJournal.ts';
import { failLook, refuseLocation } from './moveTarget.ts';
import { findSharedContent, findSharedStore } from './sharedStore.ts';
import { stageLink } from './stageLink.ts';

/** Where a move gathers what is not to be seen yet. Scans pass `.locks` by, and it is on the same volume. */
export function stagingFolder(to: string): string {
  return join(to, '.locks', '.earshot-move', 'staged');
}

/** What was replaced in the new folder, until the move is over. */
export function replacedFolder(to: string): string {
  return join(to, '.locks', '.earshot-move', 'replaced');
}

export interface StageOptions {
  readonly from: string;
  readonly to: string;
  readonly entries: readonly MoveEntry[];
  readonly signal: AbortSignal;
  /** Called with bytes done (0 for a step without any) and the path they are of. */
  readonly onBytes: (bytes: number, path: string) => void;
}

/** True for blobs and for content in snapshots: never written in place, unlike refs, so that a hard link will do. */
function isContent({ path, kind }: MoveEntry): boolean {
  return kind === 'file' && /^[^/]+\/(?:blobs|snapshots)\//.test(path);
}

/**
 * The entries whose content has to be copied: not those on the same volume, of which a second name is made, and not
 * blobs that the new folder has. Throws `cache-location-refused` (`vanished`) if the existing folder is gone.
 */
export async function listCopies(
  { from, to, entries }: Pick<StageOptions, 'from' | 'to' | 'entries'>,
  existing: string,
) {
  const info = await stat(existing).catch(failLook(existing));
  const isSameVolume = info.dev === (await stat(from).catch(() => null))?.dev;
  const files = entries.filter(({ kind }) => kind === 'file');
  const copies: MoveEntry[] = [];
  const seen = new Set<string>();
  for (const entry of files) {
    const isLinked = entry.identity !== null && seen.has(entry.identity);
    if (entry.identity !== null) seen.add(entry.identity);
    if ((isSameVolume && isContent(entry)) || isLinked) continue;
    const present = await statBlob(to, entry.path);
    if (blobNameOf(entry) === null || present?.size !== entry.sizeBytes) copies.push(entry);
  }
  return copies;
}

/**
 * Makes a complete second cache in the staging folder, without what the new folder has already. What is there from an
 * attempt before is kept. Throws an AbortError, or the system's error.
 */
export async function stageEntries({ from, to, entries, signal, onBytes }: StageOptions): Promise<void> {
  const staging = stagingFolder(to);
  await makeFolder(staging);
  const part = join(dirname(staging), 'part');
  const places = new Map<string | null, string>();
  for (const entry of entries) {
    if (signal.aborted) throw createAbortError();
    const source = placeOf(from, entry.path);
    const staged = placeOf(staging, entry.path);
    if (entry.kind === 'folder') {
      await makeFolder(staged);
    } else if (entry.kind === 'link') {
      const isStaged = (await lstat(staged).catch(() => null)) !== null;
      if (!isStaged) {
        const finalPath = placeOf(to, entry.path);
        await stageLink(entry.target ?? '', staged, { finalPath, part, signal, onBytes: ignoreBytes });
      }
      onBytes(0, entry.path);
    } else {
      const twin = places.get(entry.identity) ?? null;
      const progress = (bytes: number) => {
        onBytes(bytes, entry.path);
      };
      if (!(await isThere(to, entry, signal))) {
        await stageFile({
          entry,
          source,
          staged,
          twin,
          part,
          signal,
          onBytes: progress,
        });
      }
      onBytes(0, entry.path);
      if (entry.identity !== null) places.set(entry.identity, staged);
    }
  }
}

/**
 * Compares everything staged with what it was made from, by hash; blobs by the hash in their name, so that the damage of
 * an old one is found as well. Returns the paths of blobs that were damaged before the move.
 * Throws `cache-location-refused` (`damaged-copy`) for a copy that differs.
 */
export async function verifyStaged({
  from,
  to,
  entries,
  signal,
  onBytes,
}: StageOptions): Promise<readonly string[]> {
  const damaged: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    const source = placeOf(from, entry.path);
    const staged = placeOf(stagingFolder(to), entry.path);
    const isStaged = (await lstat(staged).catch(() => null)) !== null;
    const copy = isStaged ? staged : placeOf(to, entry.path);
    const progress = (bytes: number) => {
      onBytes(bytes, entry.path);
    };
    if (await isSameFile(source, copy)) {
      progress(entry.sizeBytes);
    } else {
      const etag = blobNameOf(entry);
      const hash = await hashBlob(copy, etag, { signal, onBytes: progress });
      if (hash !== etag) {
        if ((await hashBlob(source, etag, { signal })) !== hash) throw refuseLocation(to, 'damaged-copy');
        if (etag !== null) damaged.push(entry.path);
      }
    }
    onBytes(0, entry.path);
  }
  return damaged;
}

/** The hash that an entry's name promises; null for anything but a blob. */
function blobNameOf({ path, kind }: MoveEntry): string | null {
  const name = basename(path);
  const isBlob = kind === 'file' && basename(dirname(path)) === 'blobs' && path.split('/').length === 3;
  return isBlob && isContentHash(name) ? name : null;
}

/** True if the new folder has this blob, and it is what its name says. */
async function isThere(to: string, entry: MoveEntry, signal: AbortSignal): Promise<boolean> {
  const etag = blobNameOf(entry);
  const place = placeOf(to, entry.path);
  if (etag === null) return false;
  const info = await statBlob(to, entry.path);
  if (info?.isFile() !== true || info.size !== entry.sizeBytes) return false;
  return (await hashBlob(place, etag, { signal })) === etag;
}

/** A blob, or the content that repositories share to which it is a link. */
async function statBlob(cacheDir: string, path: string): Promise<Stats | null> {
  const place = placeOf(cacheDir, path);
  const info = await lstat(place).catch(() => null);
  if (info?.isSymbolicLink() !== true) return info;
  const store = await findSharedStore(cacheDir);
  return store === null ? null : ((await findSharedContent(store, place))?.info ?? null);
}

interface StageFileOptions {
  readonly entry: MoveEntry;
  readonly source: string;
  readonly staged: string;
  /** Where a file with the same content under another name was staged, in a cache without symbolic links. */
  readonly twin: string | null;
  readonly part: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

async function stageFile({
  entry,
  source,
  staged,
  twin,
  part,
  signal,
  onBytes,
}: StageFileOptions): Promise<void> {
  const info = await lstat(staged).catch(() => null);
  // Anything but content may have changed since it was staged, and is small.
  if (info?.size === entry.sizeBytes && isContent(entry)) return;
  await rm(staged, { force: true });
  if (twin !== null && (await tryLink(twin, staged))) return;
  // A blob may be a link to content that repositories share: the second name is for that, not for the link.
  if (isContent(entry) && (await tryLink(await realpath(source), staged))) return;
  await copyDurably(source, staged, { part, signal, onBytes });
}

/** False where a second name for a file is not possible: another volume, or one without hard links. */
async function tryLink(source: string, place: string): Promise<boolean> {
  try {
    await link(source, place);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOSPC') throw error;
    return false;
  }
}

/** What a link becomes on a volume without links was not counted before either. */
function ignoreBytes(): void {}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const identity = await identifyEntry(a);
  return identity !== null && identity === (await identifyEntry(b));
}
