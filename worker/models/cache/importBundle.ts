import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, createAbortError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { createContentHash } from '../download/contentHash.ts';
import { linkSnapshotFile } from '../download/linkSnapshotFile.ts';
import { findVolumeRules } from '../download/volumeRules.ts';
import {
  type BundleBlob,
  bundleError,
  type BundleManifest,
  type BundleRepository,
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  parseBundleManifest,
} from './bundleManifest.ts';
import {
  blobPath,
  cacheTagPath,
  privatePath,
  refPath,
  repoFolderPath,
  snapshotPath,
  treePath,
} from './cacheLayout.ts';
import { CACHE_TAG } from './cacheTag.ts';
import { errnoOf } from './errnoOf.ts';
import type { BundleProgress } from './exportBundle.ts';
import { hashBlob } from './hashBlob.ts';
import { checkFreeSpace, findExistingFolder } from './moveTarget.ts';
import { findNewerCommit, setRefTimeMs } from './refTimes.ts';
import { createTarHeader, paddedSize, readTarSize, TAR_BLOCK_BYTES, TAR_END_BYTES } from './tarHeader.ts';
import { writeCacheFile } from './writeCacheFile.ts';

export interface ImportBundleOptions {
  readonly file: string;
  readonly cacheDir: string;
  /** Names unfinished files, so that another attempt writes over them; each of its own if left out. */
  readonly partTag?: string;
  readonly signal: AbortSignal;
  /** The bundle is read twice: to check it, then to take it in. */
  readonly onProgress?: (progress: BundleProgress) => void;
}

export interface ImportedRevision extends Pick<BundleRepository, 'type' | 'repository' | 'commit'> {
  /** The newer commit to which a ref of the bundle goes on leading here; null if all lead to the one of the bundle. */
  readonly newerCommit: string | null;
}

export interface ImportedBundle {
  readonly revisions: readonly ImportedRevision[];
  /** Content that was not there before. */
  readonly addedBytes: number;
}

/** A blob and where its content begins in the file. */
type PlacedBlob = BundleBlob & { readonly offset: number };

interface OpenBundle {
  readonly path: string;
  readonly file: FileHandle;
  readonly manifest: BundleManifest;
  readonly blobs: ReadonlyMap<string, PlacedBlob>;
}

const PIECE_BYTES = 1024 * 1024;

/**
 * Takes the models of a bundle into a cache. All of it is checked before the first byte is written: every name, every
 * header, every size and every hash; the hashes once more while writing. Content that the cache has is not written
 * again. Trees come before links and refs last, so that a kill leaves nothing that passes for complete. A ref that leads
 * to a newer revision here goes on doing so: both are kept.
 * Throws `bundle-damaged` (with `reason`), `disk-full`, `permission-denied`, or an AbortError.
 */
export async function importBundle({
  file,
  cacheDir,
  partTag = randomUUID().slice(0, 8),
  signal,
  onProgress,
}: ImportBundleOptions): Promise<ImportedBundle> {
  const handle = await openFile(file);
  try {
    const bundle = await openBundle(file, handle, cacheDir);
    const contentBytes = [...bundle.blobs.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let doneBytes = 0;
    const onBytes = (bytes: number) => {
      doneBytes = Math.min(doneBytes + bytes, 2 * contentBytes);
      onProgress?.({ doneBytes, totalBytes: 2 * contentBytes });
    };
    for (const blob of bundle.blobs.values()) {
      await readBlob(bundle, blob, signal, (piece) => {
        onBytes(piece.length);
        return Promise.resolve();
      });
    }
    return await takeIn(bundle, { cacheDir, partTag, signal, onBytes });
  } catch (error) {
    throw toFileError(error, cacheDir);
  } finally {
    await handle.close();
  }
}

/** What the system says of a name that leads nowhere, or that no file can have. */
const NOWHERE: ReadonlySet<string | null> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: opening a pipe would wait for its other end.
    if (!(await stat(path)).isFile()) throw bundleError(path, 'not-a-bundle');
    return await open(path, 'r');
  } catch (error) {
    if (!NOWHERE.has(errnoOf(error))) throw toFileError(error, path);
    throw new AppError('not-found', 'There is no such bundle.', {
      details: { kind: 'file', id: path },
      cause: error,
    });
  }
}

async function openBundle(path: string, file: FileHandle, cacheDir: string): Promise<OpenBundle> {
  const info = await file.stat();
  const first = await readAt(file, 0, TAR_BLOCK_BYTES);
  const manifestBytes = readTarSize(first);
  if (manifestBytes === null || !first.equals(createTarHeader(MANIFEST_NAME, manifestBytes))) {
    throw bundleError(path, 'not-a-bundle');
  }
  if (manifestBytes > MAX_MANIFEST_BYTES) throw bundleError(path, 'unsafe');
  const text = await readAt(file, TAR_BLOCK_BYTES, manifestBytes);
  if (text.length < manifestBytes) throw bundleError(path, 'damaged');
  const manifest = parseBundleManifest(text.toString('utf8'), path, await findVolumeRules(cacheDir));

  const blobs = new Map<string, PlacedBlob>();
  let at = TAR_BLOCK_BYTES + paddedSize(manifestBytes);
  for (const blob of manifest.blobs) {
    const header = await readAt(file, at, TAR_BLOCK_BYTES);
    if (!header.equals(createTarHeader(`blobs/${blob.etag}`, blob.sizeBytes)))
      throw bundleError(path, 'damaged');
    blobs.set(blob.etag, { ...blob, offset: at + TAR_BLOCK_BYTES });
    at += TAR_BLOCK_BYTES + paddedSize(blob.sizeBytes);
  }
  if (info.size !== at + TAR_END_BYTES) throw bundleError(path, 'damaged');
  return { path, file, manifest, blobs };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Reads one blob piece by piece. Throws `bundle-damaged` at the end if it was not what the manifest says. */
async function readBlob(
  { path, file }: OpenBundle,
  { etag, sha256, sizeBytes, offset }: PlacedBlob,
  signal: AbortSignal,
  onPiece: (piece: Buffer) => Promise<void>,
): Promise<void> {
  const named = createContentHash(etag, sizeBytes);
  const strong = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, sizeBytes));
  for (let at = 0; at < sizeBytes;) {
    if (signal.aborted) throw createAbortError();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, sizeBytes - at), offset + at);
    if (bytesRead === 0) throw bundleError(path, 'damaged');
    const piece = buffer.subarray(0, bytesRead);
    named.update(piece);
    if (etag !== sha256) strong.update(piece);
    await onPiece(piece);
    at += bytesRead;
  }
  const isNamed = named.digest('hex') === etag;
  const isStrong = etag === sha256 || strong.digest('hex') === sha256;
  if (!isNamed || !isStrong) throw bundleError(path, 'damaged');
}

interface TakeInOptions {
  readonly cacheDir: string;
  readonly partTag: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

async function takeIn(bundle: OpenBundle, options: TakeInOptions): Promise<ImportedBundle> {
  const { cacheDir, signal } = options;
  const missing: { readonly folder: string; readonly blob: PlacedBlob }[] = [];
  const asked = new Set<string>();
  for (const { repository, type, files } of bundle.manifest.repositories) {
    const folder = repoFolderPath(cacheDir, repository, type);
    for (const etag of new Set(files.map((file) => file.etag))) {
      const blob = bundle.blobs.get(etag);
      const place = blobPath(folder, etag);
      if (blob === undefined || asked.has(place)) continue;
      asked.add(place);
      if (!(await hasBlob(folder, blob, signal))) missing.push({ folder, blob });
    }
  }
  const addedBytes = missing.reduce((sum, { blob }) => sum + blob.sizeBytes, 0);
  await checkFreeSpace(await findExistingFolder(cacheDir), addedBytes);
  await makeFolder(cacheDir);
  await writeFile(cacheTagPath(cacheDir), CACHE_TAG, { flag: 'wx' }).catch(() => undefined);
  for (const { folder, blob } of missing) await writeBlob(bundle, folder, blob, options);
  const revisions: ImportedRevision[] = [];
  for (const entry of bundle.manifest.repositories) {
    if (signal.aborted) throw createAbortError();
    const { type, repository, commit } = entry;
    const newerCommit = await publishRevision(repoFolderPath(cacheDir, repository, type), entry);
    revisions.push({ type, repository, commit, newerCommit });
  }
  return { revisions, addedBytes };
}

async function hasBlob(
  folder: string,
  { etag, sizeBytes }: BundleBlob,
  signal: AbortSignal,
): Promise<boolean> {
  const path = blobPath(folder, etag);
  const info = await stat(path).catch(() => null);
  if (info?.isFile() !== true || info.size !== sizeBytes) return false;
  return (await hashBlob(path, etag, { signal })) === etag;
}

async function writeBlob(
  bundle: OpenBundle,
  folder: string,
  blob: PlacedBlob,
  { partTag, signal, onBytes }: TakeInOptions,
): Promise<void> {
  const path = blobPath(folder, blob.etag);
  const part = privatePath(folder, 'import', `${blob.etag}.${partTag}`);
  // A repository without it is damaged in the eyes of other tools, also while it is being made.
  await makeFolder(snapshotPath(folder, ''));
  await makeFolder(dirname(part));
  await makeFolder(dirname(path));
  try {
    const output = await open(part, 'w');
    try {
      await readBlob(bundle, blob, signal, async (piece) => {
        await output.writeFile(piece);
        onBytes(piece.length);
      });
      await output.sync();
    } finally {
      await output.close();
    }
    await renameReplacing(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error instanceof AppError ? error : toFileError(error, path);
  }
}

/** Gives the newer commit that a ref leads to and goes on leading to. */
async function publishRevision(
  folder: string,
  { commit, files, refs, refTimesMs, tree }: BundleRepository,
): Promise<string | null> {
  await makeFolder(snapshotPath(folder, commit));
  if (tree !== null) await writeCacheFile(folder, treePath(folder, commit), tree);
  for (const { path, etag } of files) {
    // Not `move`: the same blob may be several files.
    const kinds = ['symlink', 'hard-link', 'copy'] as const;
    await linkSnapshotFile({ repoFolder: folder, commit, file: path, etag, kinds });
  }
  let newerCommit: string | null = null;
  for (const ref of refs) {
    // A clock that is ahead, or a lie, would make this commit the newer one for good.
    const timeMs = Math.min(refTimesMs[ref] ?? 0, Date.now());
    const newer = await findNewerCommit(folder, ref, { commit, timeMs });
    newerCommit ??= newer;
    if (newer !== null) continue;
    await writeCacheFile(folder, refPath(folder, ref), commit);
    await setRefTimeMs(folder, ref, timeMs);
  }
  return newerCommit;
}
