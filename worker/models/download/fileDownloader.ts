import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../contract/index.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import { renameReplacing } from '../../lib/renameReplacing.ts';
import { syncFolder } from '../../lib/syncFolder.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { blobPath, partialPath, privatePath, snapshotPath } from '../cache/cacheLayout.ts';
import type { HubClient } from '../hub/hubClient.ts';
import type { RepositoryFile } from '../hub/listRepository.ts';
import type { Sleep } from '../hub/retryPlan.ts';
import { checkContent } from './checkContent.ts';
import { type LinkKind, linkSnapshotFile } from './linkSnapshotFile.ts';
import type { ContentWriter } from './contentWriter.ts';
import { openPartialFile } from './partialFile.ts';
import { receiveFile } from './receiveFile.ts';
import { openRemoteFile } from './remoteFile.ts';
import { createSharedTasks } from './sharedTasks.ts';
import type { VerifiedBlobs } from './verifiedBlobs.ts';

/** Points between which a download may be cut off at any time and must heal with the next. */
export type DownloadStep =
  | 'folder-made'
  | 'tree-saved'
  | 'locked'
  | 'opened'
  | 'received'
  | 'published'
  | 'linked'
  | 'files-complete'
  | 'ref-saved';

/** Takes a file for this process; null while another has it. It ends with the process, however that dies. */
export type LockFile = (path: string) => { release(): void } | null;

export interface FileDownloaderOptions {
  readonly client: HubClient;
  readonly lockFile: LockFile;
  readonly verified: VerifiedBlobs;
  readonly writer: ContentWriter;
  /** Eight hex digits that keep partial downloads of this installation apart from all others. */
  readonly installationTag: string;
  /** True when links must not be symbolic even where the disk can. */
  readonly disableSymlinks: boolean;
  readonly sleep?: Sleep;
  /** Called when a step has ended, with the file if it is one of a file: for the log, and to stop there in a test. */
  readonly onStep?: (step: DownloadStep, file: string | null) => void;
}

export interface FileProgress {
  /** Bytes of the file that are there. Goes back when a download has to begin anew. */
  readonly receivedBytes: number;
  /** Bytes that came over the network for it in this call. */
  readonly transferredBytes: number;
}

export interface EnsureFileRequest {
  readonly repository: string;
  readonly repoFolder: string;
  readonly commit: string;
  readonly file: RepositoryFile;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FileProgress) => void;
}

export interface FileDownloader {
  /**
   * Makes a file of a snapshot complete and right: nothing to do, a link to make, or a download, gone on with where
   * an earlier one stopped. Calls for the same content share one download, in this process and with others. Throws
   * `disk-full` and `permission-denied`, and what `receiveFile` throws; what arrived is kept for the next call.
   */
  ensureFile(request: EnsureFileRequest): Promise<void>;
}

type BlobRequest = EnsureFileRequest & { readonly etag: string };

/** How often a lock that another process holds is tried: our choice, short against any download. */
const LOCK_POLL_MS = 200;

export function createFileDownloader(options: FileDownloaderOptions): FileDownloader {
  const { client, verified, disableSymlinks, onStep } = options;
  const blobTasks = createSharedTasks<'present' | 'new', FileProgress>();
  return {
    async ensureFile(request) {
      const { repoFolder, commit, file, signal, onProgress } = request;
      const { sizeBytes } = file;
      if (file.etag !== null) {
        const path = snapshotPath(repoFolder, commit, file.path);
        const content = { path, repoFolder, etag: file.etag, sizeBytes, verified, signal };
        if ((await checkContent(content)) === 'right') {
          onProgress?.({ receivedBytes: sizeBytes, transferredBytes: 0 });
          return;
        }
      }
      const etag = file.etag ?? (await fetchIdentity(client, request));
      const outcome = await blobTasks.run({
        key: blobPath(repoFolder, etag),
        signal,
        start: (taskSignal, report) =>
          ensureBlob({ ...request, etag, signal: taskSignal, onProgress: report }, options),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      const kinds: readonly LinkKind[] = [
        ...(disableSymlinks ? [] : (['symlink'] as const)),
        'hard-link',
        outcome === 'new' ? 'move' : 'copy',
      ];
      await linkSnapshotFile({ repoFolder, commit, file: file.path, etag, kinds });
      onStep?.('linked', file.path);
    },
  };
}

/** The hash of a file that the listing hides, from the answer to a download that is then given up. */
async function fetchIdentity(client: HubClient, request: EnsureFileRequest): Promise<string> {
  const { repository, commit, file, signal } = request;
  const remote = await openRemoteFile({
    client,
    repository,
    commit,
    file: file.path,
    etag: null,
    sizeBytes: file.sizeBytes,
    offsetBytes: 0,
    validator: null,
    signal,
  });
  remote.discard();
  if (remote.etag !== null) return remote.etag;
  throw new AppError('download-corrupt', 'The hub gives no hash for the file.', {
    details: { repository, file: file.path, reason: 'no-hash' },
  });
}

async function ensureBlob(request: BlobRequest, options: FileDownloaderOptions): Promise<'present' | 'new'> {
  const { repoFolder, etag, file, signal } = request;
  const blob = blobPath(repoFolder, etag);
  const content = {
    path: blob,
    repoFolder,
    etag,
    sizeBytes: file.sizeBytes,
    verified: options.verified,
    signal,
  };
  const isRight = async () => (await checkContent(content)) === 'right';
  if (!(await isRight())) {
    await makeFolders(repoFolder);
    const lock = await waitForLock(privatePath(repoFolder, 'locks', etag), options.lockFile, signal);
    try {
      options.onStep?.('locked', file.path);
      // Another process may have finished it while this one waited.
      if (!(await isRight())) {
        await replaceBlob(request, options);
        return 'new';
      }
    } finally {
      lock.release();
    }
  }
  request.onProgress?.({ receivedBytes: file.sizeBytes, transferredBytes: 0 });
  return 'present';
}

/** Puts a blob that is wrong aside until there is a right one, and fetches that. */
async function replaceBlob(request: BlobRequest, options: FileDownloaderOptions): Promise<void> {
  const { repoFolder, etag } = request;
  const aside = privatePath(repoFolder, 'damaged', `${etag}.${randomUUID()}`);
  await rename(blobPath(repoFolder, etag), aside).catch((error: unknown) => {
    if (!isMissing(error)) throw toFileError(error, blobPath(repoFolder, etag));
  });
  try {
    await fetchBlob(request, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // Another tool removed the partial file or the whole repository under us: once more, from the start.
    await makeFolders(repoFolder);
    await fetchBlob(request, options);
  }
  await rm(aside, { force: true });
}

async function fetchBlob(request: BlobRequest, options: FileDownloaderOptions): Promise<void> {
  const { repository, repoFolder, commit, etag, file, signal, onProgress } = request;
  const { client, installationTag, verified, writer, sleep, onStep } = options;
  const { path, sizeBytes } = file;
  const blob = blobPath(repoFolder, etag);
  const identity = { commit, file: path, etag, sizeBytes };
  const partialAt = partialPath(repoFolder, etag, installationTag);
  const partial = await openPartialFile({ path: partialAt, identity, writer, signal });
  let lastBytes = partial.receivedBytes;
  let transferredBytes = 0;
  onProgress?.({ receivedBytes: lastBytes, transferredBytes });
  try {
    onStep?.('opened', path);
    await receiveFile({
      ...{ client, repository, commit, file: path, etag, sizeBytes, partial, signal },
      ...(sleep ? { sleep } : {}),
      onReceived(receivedBytes) {
        transferredBytes += Math.max(0, receivedBytes - lastBytes);
        lastBytes = receivedBytes;
        onProgress?.({ receivedBytes, transferredBytes });
      },
    });
    onStep?.('received', path);
    await partial.publish((from) => renameReplacing(from, blob));
  } catch (error) {
    // Wrong content was thrown away already; what is right so far is worth keeping whatever went wrong.
    if (partial.receivedBytes === 0) await partial.remove();
    else await partial.keep();
    throw toFileError(error, blob);
  }
  const { mtimeMs, ino } = await stat(blob);
  await verified.add({ repoFolder, etag, sizeBytes, changedAtMs: mtimeMs, inode: ino });
  await syncFolder(dirname(blob));
  onStep?.('published', path);
}

async function makeFolders(repoFolder: string): Promise<void> {
  try {
    for (const folder of [blobPath(repoFolder, ''), privatePath(repoFolder, 'locks')]) {
      await makeFolder(folder);
    }
    await makeFolder(privatePath(repoFolder, 'damaged'));
  } catch (error) {
    throw toFileError(error, repoFolder);
  }
}

async function waitForLock(path: string, lockFile: LockFile, signal: AbortSignal) {
  for (;;) {
    const lock = lockFile(path);
    if (lock !== null) return lock;
    await delay(LOCK_POLL_MS, undefined, { signal });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
