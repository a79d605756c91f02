import type { CachedRepository, CachedRevision, CacheScan } from '../../models/cache/cachedRepository.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';
import { findRevision } from './findRevision.ts';
import { notInCache } from './notInCache.ts';

export interface FoundRepository {
  readonly repository: CachedRepository;
  /** The revision that was named; null where none was. */
  readonly revision: CachedRevision | null;
}

/**
 * Finds what a person named in the cache: an id as it is listed, what `parseModelTarget` reads, or `datasets/org/name`.
 * Throws `not-found`, and `invalid-request` for what names no repository.
 */
export function findCachedRepository(scan: CacheScan, modelId: string, endpoint: URL): FoundRepository {
  const { repositories } = scan;
  const listed = repositories.find((repository) => getCachedModelId(repository) === modelId);
  if (listed !== undefined) return { repository: listed, revision: null };
  const target = parseModelTarget(modelId, endpoint);
  const repository = repositories.find(
    (candidate) => candidate.type === 'model' && candidate.repository === target.repository,
  );
  if (repository === undefined) throw notInCache('model', modelId);
  return {
    repository,
    revision: target.revision === null ? null : findRevision(repository, target.revision),
  };
}
