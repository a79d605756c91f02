import type { CachedRepository, CachedRevision } from './cachedRepository.ts';
import type { RepositoryRecord } from './cacheLedger.ts';

/**
 * The revision that a model is used at: the one that the person chose, else that of the default branch, else the newest;
 * null for a repository without any.
 */
export function findUsedRevision(
  { revisions }: Pick<CachedRepository, 'revisions'>,
  { usedCommit }: Pick<RepositoryRecord, 'usedCommit'>,
): CachedRevision | null {
  return (
    revisions.find(({ commit }) => commit === usedCommit) ??
    revisions.find(({ refs }) => refs.includes('main')) ??
    revisions.toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)[0] ??
    null
  );
}
