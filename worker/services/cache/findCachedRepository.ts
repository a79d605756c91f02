import type { CachedRepository, CachedRevision, CacheScan } from '../../models/cache/cachedRepository.ts';
import { findCatalogEntry } from '../../models/catalog.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';
import { parseModelReference } from '../../models/modelReference.ts';
import { findRevision } from './findRevision.ts';
import { notInCache } from './notInCache.ts';

export interface FoundRepository {
  readonly repository: CachedRepository;
  /** The revision that was named; null where none was. */
  readonly revision: CachedRevision | null;
}

/**
 * Finds what a person named in the cache: an id as it is listed, `org/name@revision`, or an address of the hub. Throws
 * `not-found`, and `invalid-request` for what names no repository.
 */
export function findCachedRepository(scan: CacheScan, modelId: string, endpoint: URL): FoundRepository {
  const { repositories } = scan;
  const listed = repositories.find((repository) => getCachedModelId(repository) === modelId);
  if (listed !== undefined) return { repository: listed, revision: null };
  if (findCatalogEntry(modelId) !== null) throw notInCache('model', modelId);
  const reference = parseModelReference(modelId, endpoint);
  const repository = repositories.find(
    (candidate) => candidate.type === 'model' && candidate.repository === reference.repository,
  );
  if (repository === undefined) throw notInCache('model', modelId);
  const isRevisionNamed = modelId.includes('@') || reference.revision !== 'main';
  return { repository, revision: isRevisionNamed ? findRevision(repository, reference.revision) : null };
}
