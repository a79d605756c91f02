import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  blobPath,
  cacheTagPath,
  pointerTarget,
  refPath,
  repoFolderPath,
  snapshotPath,
  treePath,
} from '../cacheLayout.ts';

export const COMMIT_A = 'a'.repeat(40);
export const COMMIT_B = 'b'.repeat(40);
/** `printf` of the first line of a cache's tag. */
export const CACHE_TAG = 'Signature: 8a477f597d28d172789f06886806bc55\n';

export interface TestRevision {
  readonly repository: string;
  readonly commit: string;
  readonly refs?: readonly string[];
  /** Content by path. Files called `*.bin` or `*.onnx` are large files: named by SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** Without it, Python would not notice a missing file. */
  readonly hasTree?: boolean;
}

/** Name of the blob of a file as the hub gives it. */
export function etagOf(path: string, content: string): string {
  if (isLargeFile(path)) return createHash('sha256').update(content).digest('hex');
  const size = Buffer.byteLength(content);
  return createHash('sha1').update(`blob ${size}\0`).update(content).digest('hex');
}

/** Writes a revision as `huggingface_hub` leaves it. Returns the repository's folder. */
export function writeRevision(cacheDir: string, revision: TestRevision): string {
  const folder = repoFolderPath(cacheDir, revision.repository);
  mkdirSync(snapshotPath(folder, revision.commit), { recursive: true });
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  writeFileSync(cacheTagPath(cacheDir), CACHE_TAG);
  for (const [path, content] of Object.entries(revision.files)) {
    const etag = etagOf(path, content);
    writeFileSync(blobPath(folder, etag), content);
    const link = snapshotPath(folder, revision.commit, path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(pointerTarget(path, etag), link);
  }
  for (const ref of revision.refs ?? []) writeRef(folder, ref, revision.commit);
  if (revision.hasTree !== false) writeTree(folder, revision);
  return folder;
}

export function writeRef(folder: string, ref: string, commit: string): void {
  mkdirSync(dirname(refPath(folder, ref)), { recursive: true });
  writeFileSync(refPath(folder, ref), commit);
}

/** A file of the given size that takes no room on the disk. */
export function writeSparse(path: string, sizeBytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
}

function writeTree(folder: string, { commit, files }: TestRevision): void {
  const entries = Object.entries(files).map(([path, content]) => {
    const size = Buffer.byteLength(content);
    const large = { lfs_sha256: etagOf(path, content), lfs_size: size };
    return [path, { size, blob_id: etagOf('', content), ...(isLargeFile(path) ? large : {}) }];
  });
  mkdirSync(dirname(treePath(folder, commit)), { recursive: true });
  const tree = { format_version: 1, files: Object.fromEntries(entries) as unknown };
  writeFileSync(treePath(folder, commit), JSON.stringify(tree));
}

function isLargeFile(path: string): boolean {
  return path.endsWith('.bin') || path.endsWith('.onnx');
}
