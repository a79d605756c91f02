import { basename } from 'node:path';
import type { CachedRepository, CacheScan } from './cachedRepository.ts';
import { snapshotPath } from './cacheLayout.ts';
import type { CacheLedger } from './cacheLedger.ts';

/** What the person allows to be deleted without being asked each time; null switches a rule off. */
export interface CleanupPolicy {
  /** Models that were used longest ago go until the rest fits. */
  readonly budgetBytes: number | null;
  readonly unusedDays: number | null;
}

export interface CleanupCandidate {
  readonly repository: CachedRepository;
  readonly reason: 'unused' | 'over-budget';
  /** When it was last used, else when it was downloaded. */
  readonly lastUsedAtMs: number;
}

export interface PlanCleanupOptions {
  readonly scan: CacheScan;
  readonly ledger: CacheLedger;
  readonly policy: CleanupPolicy;
  readonly isInUse: (snapshotFolder: string) => boolean;
  readonly nowMs: number;
}

const MS_PER_DAY = 86_400_000;

/**
 * Chooses the models that a policy gives up, those used longest ago first; changes nothing. Pinned models, models in use
 * and repositories that are not models are never chosen, so that a budget may be exceeded still.
 */
export async function planCleanup(options: PlanCleanupOptions): Promise<readonly CleanupCandidate[]> {
  const { scan, policy, nowMs } = options;
  const free: (readonly [CachedRepository, number])[] = [];
  for (const repository of scan.repositories) {
    if (await isExempt(repository, options)) continue;
    free.push([repository, repository.lastUsedAtMs ?? repository.modifiedAtMs]);
  }
  free.sort(([, a], [, b]) => a - b);
  const chosen: CleanupCandidate[] = [];
  let keptBytes = scan.sizeBytes;
  for (const [repository, lastUsedAtMs] of free) {
    const isUnused = policy.unusedDays !== null && nowMs - lastUsedAtMs > policy.unusedDays * MS_PER_DAY;
    const isOverBudget = policy.budgetBytes !== null && keptBytes > policy.budgetBytes;
    if (!isUnused && !isOverBudget) continue;
    chosen.push({ repository, reason: isUnused ? 'unused' : 'over-budget', lastUsedAtMs });
    keptBytes -= repository.sizeBytes;
  }
  return chosen;
}

async function isExempt(
  { type, folder, revisions }: CachedRepository,
  { ledger, isInUse }: PlanCleanupOptions,
): Promise<boolean> {
  if (type !== 'model' || revisions.some(({ commit }) => isInUse(snapshotPath(folder, commit)))) return true;
  return (await ledger.read(basename(folder))).isPinned;
}
