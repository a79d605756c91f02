import type { FreedReport } from '../../contract/index.ts';
import type { CachedRepository } from '../../models/cache/cachedRepository.ts';
import type { DeletionResult } from '../../models/cache/deleteFromCache.ts';
import type { FreedSpace } from '../../models/cache/removal.ts';
import { getCachedModelId } from '../../models/getCachedModelId.ts';

export type FreedItem = FreedReport['items'][number];

/** What goes with a repository of which nothing stays. */
export function listItems(repository: CachedRepository): readonly FreedItem[] {
  const { partials, orphans, leftovers, sizeBytes } = repository;
  return [
    { kind: 'model', name: getCachedModelId(repository), sizeBytes },
    ...partials.map((partial): FreedItem => {
      return { kind: 'partial', name: partial.fileName, sizeBytes: partial.sizeBytes };
    }),
    ...orphans.map((orphan): FreedItem => {
      return { kind: 'orphan', name: orphan.name, sizeBytes: orphan.sizeBytes };
    }),
    ...leftovers.map((leftover): FreedItem => {
      return { kind: 'leftover', name: leftover.name, sizeBytes: leftover.sizeBytes };
    }),
  ];
}

/** What a deletion did, or would do while there is no result. Freed is what `du` says less of. */
export function createFreedReport(
  items: readonly FreedItem[],
  freed: FreedSpace,
  result: DeletionResult | null,
): FreedReport {
  return {
    freedBytes: freed.diskBytes,
    items,
    isDryRun: result === null,
    isComplete: result?.isComplete ?? true,
    left: (result?.failures ?? []).map(({ path, systemCode }) => ({ path, code: systemCode })),
  };
}
