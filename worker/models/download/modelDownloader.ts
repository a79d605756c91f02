import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { cacheTagPath, refPath, repoFolderPath, snapshotPath, treePath } from '../cache/cacheLayout.ts';
import { CACHE_TAG } from '../cache/cacheTag.ts';
import { assertRepositoryAndRevision, isCommit } from '../cache/hubNames.ts';
import { readRef } from '../cache/readRef.ts';
import { writeCacheFile } from '../cache/writeCacheFile.ts';
import { checkAccess } from '../hub/checkAccess.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';
import { checkDiskSpace } from './checkDiskSpace.ts';
import { formatTree } from './commitTree.ts';
import { createProgressMeter, type DownloadProgress } from './downloadProgress.ts';
import { findMissingFiles } from './findMissingFiles.ts';
import { createFileDownloader, type FileDownloaderOptions } from './fileDownloader.ts';
import { measureMissingBytes } from './measureMissingBytes.ts';
import { resolveSnapshot, type ResolvedSnapshot } from './resolveSnapshot.ts';
import { runPool } from './runPool.ts';
import { findVolumeRules } from './volumeRules.ts';

export interface ModelDownloaderOptions extends FileDownloaderOptions {
  /** Free bytes of the volume that holds a folder; of the system by default. */
  readonly readFreeBytes?: (folder: string) => Promise<number>;
}

/** Which files of a repository are wanted, and what is wanted and not there. */
export interface FileSelection {
  readonly files: readonly RepositoryFile[];
  readonly missing: readonly string[];
}

export interface PlanDownloadRequest {
  readonly cacheDir: string;
  readonly repository: string;
  /** A branch, a tag, `refs/pr/1` or a commit. */
  readonly revision: string;
  readonly select: (files: readonly RepositoryFile[]) => FileSelection;
  readonly signal: AbortSignal;
}

export interface DownloadModelRequest extends PlanDownloadRequest {
  /** At most ten calls a second, and one with the end. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

export interface DownloadPlan {
  readonly commit: string;
  /** Those that were selected. */
  readonly files: readonly RepositoryFile[];
  /** Those of the whole repository. */
  readonly allFiles: readonly RepositoryFile[];
  readonly totalBytes: number;
  /** What is still to come of them. */
  readonly missingBytes: number;
}

export interface DownloadedModel {
  readonly commit: string;
  /** Folder with the files under their own names. */
  readonly folder: string;
  readonly files: readonly RepositoryFile[];
  /** As the model card names it; null unless the hub was asked for it now. */
  readonly licence: string | null;
}

export interface ModelDownloader {
  /** What `download` would fetch. Writes nothing. Throws as `download` does before it fetches, but for the disk. */
  plan(request: PlanDownloadRequest): Promise<DownloadPlan>;
  /**
   * Makes the selected files of a repository complete and right, all of one commit, and only then lets the revision
   * point to it. What is there is not fetched again; what is interrupted goes on with the next call. Throws
   * `invalid-request`, `model-incompatible` (files that the repository does not have, before anything is downloaded),
   * `disk-full`, `permission-denied`, and what `resolveSnapshot` and `FileDownloader.ensureFile` throw.
   */
  download(request: DownloadModelRequest): Promise<DownloadedModel>;
}

/** Section 2.6 of the download specification: four files at once, eight when they are small. */
const LARGE_AT_ONCE = 4;
const SMALL_AT_ONCE = 8;
/** Below this, a file is mostly waiting for an answer: about what 100 Mbit/s bring in the time of one. */
const SMALL_BYTES = 1024 * 1024;

export function createModelDownloader(options: ModelDownloaderOptions): ModelDownloader {
  const { ensureFile } = createFileDownloader(options);
  const prepare = async (request: PlanDownloadRequest) => {
    const { cacheDir, repository, revision, signal } = request;
    assertRepositoryAndRevision(repository, revision);
    const repoFolder = repoFolderPath(cacheDir, repository);
    const rules = await findVolumeRules(cacheDir);
    const snapshot = await resolveSnapshot({ ...options, repository, revision, repoFolder, rules, signal });
    const files = selectFiles(request, snapshot);
    const { commit } = snapshot;
    const missingBytes = await measureMissingBytes({ ...options, repoFolder, commit, files });
    // Its listing is public: without this, what cannot be downloaded would look as if it could.
    if (snapshot.isGated && missingBytes > 0) await checkAccess({ ...options, repository, signal });
    return { repoFolder, snapshot, commit, files, missingBytes };
  };
  return {
    async plan(request) {
      const { snapshot, commit, files, missingBytes } = await prepare(request);
      const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      return { commit, files, allFiles: snapshot.files, totalBytes, missingBytes };
    },

    async download(request) {
      const { cacheDir, repository, revision, signal, onProgress } = request;
      const { repoFolder, snapshot, commit, files, missingBytes } = await prepare(request);
      await checkDiskSpace({ ...options, folder: repoFolder, missingBytes });
      await prepareFolder(cacheDir, repoFolder);
      options.onStep?.('folder-made', null);
      await saveTree(repoFolder, snapshot);
      options.onStep?.('tree-saved', null);
      const meter = createProgressMeter(files, onProgress ?? (() => undefined));
      const ensure = async (file: RepositoryFile, fileSignal: AbortSignal) => {
        await ensureFile({
          ...{ repository, repoFolder, commit, file, signal: fileSignal },
          onProgress: (progress) => {
            meter.report(file.path, progress);
          },
        });
        meter.completed(file.path);
      };
      try {
        await ensureAll(files, signal, ensure);
        // What another tool removed meanwhile must not be missing behind the ref.
        const removed = await findMissingFiles(repoFolder, commit, files);
        await ensureAll(removed, signal, ensure);
        if (removed.length > 0) await saveTree(repoFolder, snapshot);
      } finally {
        meter.end();
      }
      options.onStep?.('files-complete', null);
      await saveRef(repoFolder, revision, commit);
      options.onStep?.('ref-saved', null);
      return { commit, folder: snapshotPath(repoFolder, commit), files, licence: snapshot.licence };
    },
  };
}

/** Small files first: an error that concerns them all, such as terms not accepted, costs no gigabytes. */
async function ensureAll(
  files: readonly RepositoryFile[],
  signal: AbortSignal,
  ensure: (file: RepositoryFile, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const isSmall = ({ sizeBytes }: RepositoryFile) => sizeBytes < SMALL_BYTES;
  await runPool(files.filter(isSmall), SMALL_AT_ONCE, signal, ensure);
  const large = files.filter((file) => !isSmall(file));
  await runPool(large, LARGE_AT_ONCE, signal, ensure);
}

function selectFiles(request: PlanDownloadRequest, snapshot: ResolvedSnapshot): readonly RepositoryFile[] {
  const { repository, select } = request;
  const { files, missing } = select(snapshot.files);
  if (missing.length > 0 || files.length === 0) {
    throw new AppError('model-incompatible', 'The repository lacks files that a model needs.', {
      details: { repository, commit: snapshot.commit, file: missing.join(', '), reason: 'files-missing' },
    });
  }
  return files;
}

/**
 * Makes the cache and the repository's folder, with `snapshots/`, without which Python takes it for damaged. Writes
 * nothing where all are there.
 */
async function prepareFolder(cacheDir: string, repoFolder: string): Promise<void> {
  try {
    const created = await makeFolder(join(repoFolder, 'snapshots'));
    // Failing to mark the cache is no reason not to use it.
    if (created) {
      await writeFile(cacheTagPath(cacheDir), CACHE_TAG, { flag: 'wx' }).catch(() => undefined);
    }
  } catch (error) {
    throw toFileError(error, repoFolder);
  }
}

async function saveTree(repoFolder: string, { commit, files }: ResolvedSnapshot): Promise<void> {
  const path = treePath(repoFolder, commit);
  const text = formatTree(files);
  if (text === null) return;
  const isThere = await readFile(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeCacheFile(repoFolder, path, text);
}

async function saveRef(repoFolder: string, revision: string, commit: string): Promise<void> {
  if (isCommit(revision) || (await readRef(repoFolder, revision)) === commit) return;
  await writeCacheFile(repoFolder, refPath(repoFolder, revision), commit);
}
