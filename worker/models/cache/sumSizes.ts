import type { CachedRepository } from './cachedRepository.ts';

/** What the revisions of repositories take together: content that they share is counted once. */
export function sumSizes(repositories: readonly CachedRepository[]): number {
  const shared = repositories
    .flatMap(({ sharedBlobs = [] }) => sharedBlobs.filter(({ isUsed }) => isUsed))
    .map(({ hash, sizeBytes }) => [hash, sizeBytes] as const);
  const counted = shared.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
  const once = [...new Map(shared).values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  return repositories.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) - counted + once;
}
