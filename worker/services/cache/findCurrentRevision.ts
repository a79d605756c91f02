import type { CachedRepository, CachedRevision } from '../../models/cache/cachedRepository.ts';

/** The revision that a model is used at: that of the default branch, else the newest; null for a repository without any. */
export function findCurrentRevision({ revisions }: CachedRepository): CachedRevision | null {
  const main = revisions.find(({ refs }) => refs.includes('main'));
  return main ?? revisions.toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs)[0] ?? null;
}
