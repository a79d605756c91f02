import type { RevisionVerification, VerifiedFile } from './verifyCache.ts';

export interface RepairPlan {
  readonly commit: string;
  /** To be fetched again, by what they must be; the download replaces what is there. */
  readonly files: readonly Pick<VerifiedFile, 'path' | 'etag' | 'sizeBytes'>[];
  /** Of the files whose size is known; each content once. */
  readonly downloadBytes: number;
}

/**
 * What it takes to make a revision whole: the files that are broken, and those that were wanted and never arrived. Files
 * that are intact or do not belong to the commit are left alone.
 * @param isWanted says for a file that was never downloaded whether it should have been; by default none is.
 */
export function planRepair(
  { commit, files }: RevisionVerification,
  isWanted: (path: string) => boolean = () => false,
): RepairPlan {
  const broken = files.filter(({ path, condition }) => {
    if (condition === 'absent') return isWanted(path);
    return condition === 'mismatch' || condition === 'missing' || condition === 'unreadable';
  });
  const sizes = new Map(broken.map(({ path, etag, sizeBytes }) => [etag ?? path, sizeBytes ?? 0]));
  return {
    commit,
    files: broken.map(({ path, etag, sizeBytes }) => ({ path, etag, sizeBytes })),
    downloadBytes: [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0),
  };
}
