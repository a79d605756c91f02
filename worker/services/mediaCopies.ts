import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CopyPolicy, JobSnapshot, JobStatus, MediaRecord } from '../contract/index.ts';
import { getPathInside } from '../lib/getPathInside.ts';
import type { Logger } from '../lib/logger.ts';

export interface MediaCopiesOptions {
  /** Absolute; what is in a folder of it was copied there by Earshot, as `COPIES/CONTENT_HASH/NAME`. */
  readonly copiesDir: string;
  readonly policy: () => CopyPolicy;
  readonly listJobs: () => readonly JobSnapshot[];
  /** Whether a meeting of the library is about the file at this path. */
  readonly isInLibrary: (path: string) => boolean;
  readonly logger: Logger;
}

/**
 * Deletes copies of recordings that nothing needs any more, as the person's policy says. Knows copies by their place:
 * a file anywhere else is a person's own and is never touched. A copy that cannot be deleted is logged and stays.
 */
export interface MediaCopies {
  jobChanged(job: JobSnapshot): void;
  jobRemoved(jobId: string): void;
  meetingRemoved(media: Pick<MediaRecord, 'path'>): void;
  /** Resolves when what was begun is done. */
  settled(): Promise<void>;
}

/** A job in one of these may still read its file. */
const NEEDS_FILE: ReadonlySet<JobStatus> = new Set(['queued', 'running', 'paused', 'failed']);

export function createMediaCopies(options: MediaCopiesOptions): MediaCopies {
  const { copiesDir, policy, listJobs, isInLibrary, logger } = options;
  const pathsOfJobs = new Map<string, string>();
  let deleting: Promise<unknown> = Promise.resolve();

  function remember(job: JobSnapshot): string | null {
    if (job.kind !== 'transcribe' || !isCopy(copiesDir, job.params.path)) return null;
    pathsOfJobs.set(job.jobId, job.params.path);
    return job.params.path;
  }

  function release(path: string): void {
    const isWanted = listJobs().some(
      (job) => job.kind === 'transcribe' && job.params.path === path && NEEDS_FILE.has(job.status),
    );
    if (policy() === 'forever' || isWanted) return;
    if (policy() === 'with-meeting' && isInLibrary(path)) return;
    deleting = deleting
      .then(() => deleteCopy(path))
      .catch((error: unknown) => {
        logger.warn('A copy of a recording was not deleted.', { error });
      });
  }

  for (const job of listJobs()) remember(job);
  return {
    jobChanged(job) {
      const path = remember(job);
      if (path !== null && !NEEDS_FILE.has(job.status)) release(path);
    },
    jobRemoved(jobId) {
      const path = pathsOfJobs.get(jobId);
      pathsOfJobs.delete(jobId);
      if (path !== undefined) release(path);
    },
    meetingRemoved({ path }) {
      if (isCopy(copiesDir, path)) release(path);
    },
    async settled() {
      await deleting;
    },
  };
}

function isCopy(copiesDir: string, path: string): boolean {
  return getPathInside(copiesDir, path)?.length === 2;
}

async function deleteCopy(path: string): Promise<void> {
  await rm(path, { force: true });
  // Another name of the same content may be in it.
  await rmdir(dirname(path)).catch(() => undefined);
}
