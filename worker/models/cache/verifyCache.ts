import { readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createAbortError, isAbortError } from '../../contract/index.ts';
import { loadTree } from '../download/commitTree.ts';
import { findVolumeRules } from '../download/volumeRules.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';
import type { CachedFile, CachedRepository, CachedRevision } from './cachedRepository.ts';
import { pathInSnapshot, snapshotPath } from './cacheLayout.ts';
import { type CacheLedger, isSameFile, type VerifiedBlob } from './cacheLedger.ts';
import { hashBlob } from './hashBlob.ts';
import { isContentHash } from './hubNames.ts';

/**
 * `intact`; `mismatch`: other content than the hub's; `missing`: known to the cache, and its content is gone;
 * `unreadable`: the disk does not give it; `extra`: not a file of this commit; `unknown`: nothing says what it must be;
 * `absent`: of this commit and never downloaded, which is no fault.
 */
export type FileCondition = 'intact' | 'mismatch' | 'missing' | 'unreadable' | 'extra' | 'unknown' | 'absent';

export interface VerifiedFile {
  readonly path: string;
  readonly condition: FileCondition;
  /** Name of the blob it must be; null where nobody knows. */
  readonly etag: string | null;
  /** What it must be, else what it is; null for neither. */
  readonly sizeBytes: number | null;
}

export interface RevisionVerification {
  readonly commit: string;
  /** False where only the names of the blobs could be checked, because the hub's list is not there. */
  readonly hasTree: boolean;
  readonly files: readonly VerifiedFile[];
  /** No mismatch, nothing missing or unreadable. */
  readonly isIntact: boolean;
}

export interface VerifyProgress {
  readonly checkedBytes: number;
  readonly totalBytes: number;
  readonly path: string;
}

export interface VerifyOptions {
  readonly repository: CachedRepository;
  /** All of them if left out. */
  readonly commits?: readonly string[];
  readonly ledger: CacheLedger;
  /** With true, files that we verified before and that look the same since are not read again. */
  readonly trustsLedger?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

type Tree = ReadonlyMap<string, RepositoryFile>;
type Expectation = Pick<RepositoryFile, 'etag' | 'sizeBytes'>;

interface Check {
  readonly file: CachedFile;
  readonly expected: Expectation | null;
  readonly content: string;
}

const FAULTS: ReadonlySet<FileCondition> = new Set(['mismatch', 'missing', 'unreadable']);

/** No mismatch, nothing missing or unreadable. */
export function isIntact(files: readonly Pick<VerifiedFile, 'condition'>[]): boolean {
  return !files.some(({ condition }) => FAULTS.has(condition));
}

/**
 * Compares revisions with what the hub said of them (`trees/<commit>.json`), else with the names of their blobs, without
 * the network; every content is read once. What is intact is entered in the ledger, what is not is struck from it.
 * Changes nothing in the cache. Throws an AbortError.
 */
export async function verifyRepository(options: VerifyOptions): Promise<readonly RevisionVerification[]> {
  const { repository, commits, ledger, trustsLedger = false, signal, onProgress } = options;
  const folderName = basename(repository.folder);
  const known = trustsLedger ? (await ledger.read(folderName)).verified : {};
  const revisions = repository.revisions.filter(({ commit }) => commits?.includes(commit) ?? true);
  const trees = await Promise.all(revisions.map(({ commit }) => readTree(repository.folder, commit)));
  const checks = revisions.flatMap((revision, index) =>
    listChecks(repository.folder, revision, trees[index] ?? null),
  );

  const totalBytes = sumDistinct(checks);
  let checkedBytes = 0;
  const conditions = new Map<string, FileCondition>();
  const intact = new Map<string, VerifiedBlob>();
  const faulty = new Set<string>();
  for (const check of checks) {
    if (signal?.aborted === true) throw createAbortError();
    const key = keyOf(check);
    if (conditions.has(key)) continue;
    const start = checkedBytes;
    const onBytes = (bytes: number) => {
      checkedBytes += bytes;
      onProgress?.({ checkedBytes, totalBytes, path: check.file.path });
    };
    const { condition, verified } = await checkContent(check, known, {
      onBytes,
      ...(signal ? { signal } : {}),
    });
    checkedBytes = start + check.file.sizeBytes;
    onProgress?.({ checkedBytes, totalBytes, path: check.file.path });
    conditions.set(key, condition);
    const etag = check.expected?.etag ?? check.file.blob;
    if (etag !== null && verified !== null) intact.set(etag, verified);
    else if (etag !== null && FAULTS.has(condition)) faulty.add(etag);
  }
  await ledger.update(folderName, (record) => {
    const kept = Object.entries(record.verified).filter(([etag]) => !faulty.has(etag));
    return { ...record, verified: Object.fromEntries([...kept, ...intact]) };
  });
  return Promise.all(
    revisions.map((revision, index) => report(repository, revision, trees[index] ?? null, conditions)),
  );
}

async function readTree(folder: string, commit: string): Promise<Tree | null> {
  const files = await loadTree(folder, commit, await findVolumeRules(folder));
  return files === null ? null : new Map(files.map((file) => [file.path, file]));
}

function listChecks(folder: string, { commit, files }: CachedRevision, tree: Tree | null): readonly Check[] {
  return files.flatMap((file) => {
    const expected = expectationOf(file, tree);
    if (expected === 'extra') return [];
    const content = file.blob ?? snapshotPath(folder, commit, file.path);
    return [{ file, expected, content: file.blob === null ? content : join(folder, 'blobs', content) }];
  });
}

function expectationOf(file: CachedFile, tree: Tree | null): Expectation | 'extra' | null {
  const listed = tree?.get(file.path);
  if (tree !== null && listed === undefined) return 'extra';
  const etag = listed?.etag ?? (file.blob !== null && isContentHash(file.blob) ? file.blob : null);
  if (etag === null && listed === undefined) return null;
  return { sizeBytes: listed?.sizeBytes ?? file.sizeBytes, etag };
}

/** Two files are checked at once if they are the same content and must be the same. */
function keyOf({ content, expected }: Check): string {
  return `${content}\0${expected?.etag ?? ''}\0${expected?.sizeBytes ?? ''}`;
}

function sumDistinct(checks: readonly Check[]): number {
  const sizes = new Map(checks.map((check) => [keyOf(check), check.file.sizeBytes]));
  return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

async function checkContent(
  { file, expected, content }: Check,
  known: Readonly<Record<string, VerifiedBlob>>,
  options: { readonly signal?: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<{ readonly condition: FileCondition; readonly verified: VerifiedBlob | null }> {
  // A link out of the cache can lead to anything, which is nobody's to read; a repair puts the file in its place.
  if (file.isOutside === true) return { condition: 'unreadable', verified: null };
  if (expected !== null && expected.sizeBytes !== file.sizeBytes)
    return { condition: 'mismatch', verified: null };
  const etag = expected?.etag ?? null;
  if (etag === null) return { condition: 'unknown', verified: null };
  try {
    const info = await stat(content);
    const before = known[etag];
    if (before !== undefined && isSameFile(before, info)) return { condition: 'intact', verified: before };
    if ((await hashBlob(content, etag, options)) !== etag) return { condition: 'mismatch', verified: null };
    const { size: sizeBytes, mtimeMs: modifiedAtMs, ino: inode } = info;
    return { condition: 'intact', verified: { sizeBytes, modifiedAtMs, inode } };
  } catch (error) {
    if (isAbortError(error)) throw error;
    return { condition: 'unreadable', verified: null };
  }
}

async function report(
  { folder, warnings }: CachedRepository,
  revision: CachedRevision,
  tree: Tree | null,
  conditions: ReadonlyMap<string, FileCondition>,
): Promise<RevisionVerification> {
  const { commit } = revision;
  const checks = new Map(listChecks(folder, revision, tree).map((check) => [check.file.path, check]));
  const present = revision.files.map(({ path, sizeBytes }): VerifiedFile => {
    const check = checks.get(path);
    if (check === undefined) return { path, condition: 'extra', etag: null, sizeBytes };
    const condition = conditions.get(keyOf(check)) ?? 'unknown';
    return {
      path,
      condition,
      etag: check.expected?.etag ?? null,
      sizeBytes: check.expected?.sizeBytes ?? sizeBytes,
    };
  });
  const snapshot = snapshotPath(folder, commit);
  const broken = warnings.filter(
    ({ path, reason }) => reason === 'broken-link' && path.startsWith(join(snapshot, '/')),
  );
  const missing = await Promise.all(
    broken.map(async ({ path: link }): Promise<VerifiedFile> => {
      const path = pathInSnapshot(snapshot, link);
      const target = basename(await readlink(link).catch(() => ''));
      const listed = tree?.get(path);
      const etag = listed?.etag ?? (isContentHash(target) ? target : null);
      const isExtra = tree !== null && listed === undefined;
      return { path, condition: isExtra ? 'extra' : 'missing', etag, sizeBytes: listed?.sizeBytes ?? null };
    }),
  );
  const seen = new Set([...present, ...missing].map(({ path }) => path));
  const absent = [...(tree?.values() ?? [])].filter(({ path }) => !seen.has(path));
  const files = [
    ...present,
    ...missing,
    ...absent.map(({ path, etag, sizeBytes }): VerifiedFile => {
      return { path, condition: 'absent', etag, sizeBytes };
    }),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { commit, hasTree: tree !== null, files, isIntact: isIntact(files) };
}
