import type { CachedRepository, CachedRevision } from './cachedRepository.ts';
import type { RepositoryRecord } from './cacheLedger.ts';

/**
 * The revision that a model is used at: the one that the person chose, else that of the default branch, else the newest
 * that a branch or a tag leads to, which it does not before it is complete, else the newest; null for a repository
 * without any.
 */
export function findUsedRevision(
  { revisions }: Pick<CachedRepository, 'revisions'>,
  { usedCommit }: Pick<RepositoryRecord, 'usedCommit'>,
): CachedRevision | null {
  return (
    revisions.find(({ commit }) => commit === usedCommit) ??
    revisions.find(({ refs }) => refs.includes('main')) ??
    newestOf(revisions.filter(({ refs }) => refs.length > 0)) ??
    newestOf(revisions)
  );
}

function newestOf(revisions: readonly CachedRevision[]): CachedRevision | null {
  return revisions.toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)[0] ?? null;
}
