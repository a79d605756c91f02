import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, createAbortError } from '../../contract/index.ts';
import { findWriteObstacle } from '../../lib/findWriteObstacle.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { createContentHash } from '../download/contentHash.ts';
import { loadTree } from '../download/commitTree.ts';
import { findVolumeRules } from '../download/volumeRules.ts';
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  type BundleBlob,
  type BundleManifest,
  type BundleRepository,
  MANIFEST_NAME,
} from './bundleManifest.ts';
import { blobPath, snapshotPath, treePath } from './cacheLayout.ts';
import type { CachedRepository } from './cachedRepository.ts';
import { errnoOf } from './errnoOf.ts';
import { hashBlob } from './hashBlob.ts';
import { isCommit, isContentHash, isRevision } from './hubNames.ts';
import { readRefTimeMs } from './refTimes.ts';
import { checkFreeSpace } from './moveTarget.ts';
import { createTarHeader, paddedSize, TAR_BLOCK_BYTES, TAR_END_BYTES } from './tarHeader.ts';

export interface BundleProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A revision that goes into a bundle. */
export interface BundleSource {
  readonly repository: CachedRepository;
  readonly commit: string;
}

export interface ExportBundleOptions {
  readonly sources: readonly BundleSource[];
  /** The bundle to be written. */
  readonly file: string;
  readonly overwrite: boolean;
  /** Names the unfinished file, so that another attempt writes over it; one of its own if left out. */
  readonly partTag?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BundleProgress) => void;
}

export interface ExportedBundle {
  /** Absolute. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly blobCount: number;
}

type SourceBlob = BundleBlob & { readonly path: string };

/**
 * Writes revisions into one file, whole or not at all; the same revisions give the same bytes. Every blob is verified as
 * it is written. Throws `not-found` for a revision that is not there, `model-incompatible` (`file`) for a damaged one,
 * `export-failed` (`exists`, `is-folder`, `not-a-file`, `no-folder` or the system's code), `disk-full`, `permission-denied`,
 * or an AbortError.
 */
export async function exportBundle(options: ExportBundleOptions): Promise<ExportedBundle> {
  const { sources, overwrite, partTag = randomUUID().slice(0, 8), signal, onProgress } = options;
  const file = resolve(options.file);
  const obstacle = await findWriteObstacle(file, overwrite);
  if (obstacle !== null) throw exportError(file, obstacle);
  const { manifest, blobs } = await describeSources(sources, signal);
  const text = Buffer.from(JSON.stringify(manifest));
  const contentBytes = blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sizeBytes = [text.length, ...blobs.map((blob) => blob.sizeBytes)].reduce(
    (sum, memberBytes) => sum + TAR_BLOCK_BYTES + paddedSize(memberBytes),
    TAR_END_BYTES,
  );
  const part = `${file}.${partTag}.part`;
  try {
    await checkFreeSpace(dirname(file), sizeBytes);
    const output = await openPart(part, file);
    try {
      let doneBytes = 0;
      await writeMember(output, MANIFEST_NAME, text);
      for (const blob of blobs) {
        await writeBlob(output, blob, signal, (bytes) => {
          doneBytes += bytes;
          onProgress?.({ doneBytes, totalBytes: contentBytes });
        });
      }
      await output.writeFile(Buffer.alloc(TAR_END_BYTES));
      await output.sync();
    } finally {
      await output.close();
    }
    await renameReplacing(part, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw toFileError(error, file);
  }
  return { file, sizeBytes, blobCount: blobs.length };
}

async function openPart(part: string, file: string): Promise<FileHandle> {
  try {
    return await open(part, 'w');
  } catch (cause) {
    const error = toFileError(cause, file);
    throw error instanceof AppError ? error : exportError(file, errnoOf(cause) ?? 'unknown', cause);
  }
}

function exportError(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('export-failed', `The bundle was not written (${reason}).`, {
    details: { path, content: 'models', reason },
    cause,
  });
}

async function describeSources(
  sources: readonly BundleSource[],
  signal: AbortSignal,
): Promise<{ readonly manifest: BundleManifest; readonly blobs: readonly SourceBlob[] }> {
  const blobs = new Map<string, SourceBlob>();
  const repositories: BundleRepository[] = [];
  for (const { repository, commit } of sources) {
    const revision = repository.revisions.find((candidate) => candidate.commit === commit);
    if (revision === undefined || !isCommit(commit)) {
      throw new AppError('not-found', 'There is no such revision.', {
        details: { kind: 'revision', id: commit },
      });
    }
    const { folder } = repository;
    const snapshot = join(snapshotPath(folder, commit), '/');
    const broken = repository.warnings.find(
      ({ path, reason }) => reason === 'broken-link' && path.startsWith(snapshot),
    );
    if (broken !== undefined) throw damaged(broken.path);
    const tree = await loadTree(folder, commit, await findVolumeRules(folder));
    const etags = new Map(tree?.map(({ path, etag }) => [path, etag]));
    const files: { path: string; etag: string }[] = [];
    for (const { path, blob, sizeBytes, isOutside } of revision.files) {
      // What a person put into the folder is not the model's.
      if (tree !== null && !etags.has(path)) continue;
      const content = blob === null ? snapshotPath(folder, commit, path) : blobPath(folder, blob);
      if (isOutside === true) throw damaged(content);
      const etag =
        etags.get(path) ??
        (blob !== null && isContentHash(blob) ? blob : await hashBlob(content, null, { signal }));
      files.push({ path, etag });
      if (blobs.has(etag)) continue;
      const sha256 = etag.length === 64 ? etag : await hashBlob(content, null, { signal });
      blobs.set(etag, { etag, sizeBytes, sha256, path: content });
    }
    const refs = revision.refs.filter((ref) => isRevision(ref) && !isCommit(ref));
    repositories.push({
      type: repository.type,
      repository: repository.repository,
      commit,
      refs,
      refTimesMs: Object.fromEntries(
        await Promise.all(refs.map(async (ref) => [ref, await readRefTimeMs(folder, ref)] as const)),
      ),
      tree: tree === null ? null : await readFile(treePath(folder, commit), 'utf8'),
      files,
    });
  }
  const sorted = [...blobs.values()].sort((a, b) => (a.etag < b.etag ? -1 : 1));
  const listed = sorted.map(({ etag, sizeBytes, sha256 }) => ({ etag, sizeBytes, sha256 }));
  return {
    manifest: { format: BUNDLE_FORMAT, version: BUNDLE_VERSION, repositories, blobs: listed },
    blobs: sorted,
  };
}

async function writeMember(output: FileHandle, name: string, content: Buffer): Promise<void> {
  await output.writeFile(createTarHeader(name, content.length));
  await output.writeFile(content);
  await output.writeFile(Buffer.alloc(paddedSize(content.length) - content.length));
}

async function writeBlob(
  output: FileHandle,
  { etag, sizeBytes, path }: SourceBlob,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  await output.writeFile(createTarHeader(`blobs/${etag}`, sizeBytes));
  const hash = createContentHash(etag, sizeBytes);
  let writtenBytes = 0;
  const source = await open(path, 'r');
  try {
    for await (const piece of source.createReadStream({
      highWaterMark: PIECE_BYTES,
    }) as AsyncIterable<Buffer>) {
      if (signal.aborted) throw createAbortError();
      writtenBytes += piece.length;
      // The header has said how much follows.
      if (writtenBytes > sizeBytes) throw damaged(path);
      hash.update(piece);
      await output.writeFile(piece);
      onBytes(piece.length);
    }
  } finally {
    await source.close();
  }
  if (writtenBytes !== sizeBytes || hash.digest('hex') !== etag) throw damaged(path);
  await output.writeFile(Buffer.alloc(paddedSize(sizeBytes) - sizeBytes));
}

const PIECE_BYTES = 1024 * 1024;

function damaged(path: string): AppError {
  return new AppError('model-incompatible', 'A file of the model is damaged.', {
    details: { file: path, reason: 'damaged' },
  });
}
