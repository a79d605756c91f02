import { CATALOG } from './catalog.ts';
import type { CachedRepository } from './cache/cachedRepository.ts';

/**
 * The id of a cached repository: that of the catalog, else `org/name`; `datasets/org/name` and the like for what
 * other programs keep in a cache that is shared with them.
 */
export function getCachedModelId({
  type,
  repository,
}: Pick<CachedRepository, 'type' | 'repository'>): string {
  if (type !== 'model') return `${type}s/${repository}`;
  return CATALOG.find((entry) => entry.repository === repository)?.id ?? repository;
}
