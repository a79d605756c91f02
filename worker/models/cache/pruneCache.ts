import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CachedRepository, CachedRevision, CacheScan } from './cachedRepository.ts';
import { snapshotPath } from './cacheLayout.ts';
import type { CacheLedger } from './cacheLedger.ts';
import { deleteFromCache, type DeleteOptions, type DeletionResult } from './deleteFromCache.ts';
import { type DeletionPlan, type DeletionTarget, planDeletion } from './deletionPlan.ts';
import { readHeldLockFiles } from './heldLocks.ts';
import { findSharedStore, listSharedContents, listSharedHashesInUse, sharedLockPath } from './sharedStore.ts';

/** Something that is of no use to anyone any more. */
export interface PrunableItem {
  readonly kind: 'revision' | 'partial' | 'orphan' | 'leftover';
  /** Null for content that repositories share. */
  readonly repository: string | null;
  /** Commit, file name in `blobs/`, name in our private folder, or hash of shared content. */
  readonly name: string;
  readonly sizeBytes: number;
}

export interface PrunePlan {
  readonly items: readonly PrunableItem[];
  readonly deletion: DeletionPlan;
}

export interface PlanPruneOptions {
  readonly scan: CacheScan;
  readonly ledger: CacheLedger;
  /** The tag of our partial downloads; those of others are theirs. */
  readonly partialTag: string;
  /** True for a partial download (its path) that a queued or paused download will go on with. */
  readonly isPartialOwned: (path: string) => boolean;
  readonly isInUse: (snapshotFolder: string) => boolean;
  readonly nowMs: number;
}

/**
 * What is younger may belong to a download that is under way in another program: its blobs are complete before anything
 * refers to them. One hour is the specification's.
 */
const MIN_AGE_MS = 60 * 60 * 1000;

/**
 * Finds revisions without a ref (but not those the ledger keeps), our own partial downloads that no download owns,
 * blobs that nothing refers to, shared content to which nobody has a link, and what work that was cut off has left in
 * our private folders; changes nothing. Python's prune also takes revisions that were asked for by commit, and
 * everybody's partial downloads.
 */
export async function planPrune(options: PlanPruneOptions): Promise<PrunePlan> {
  const found = await Promise.all(
    options.scan.repositories.map((repository) => pruneRepository(repository, options)),
  );
  const pruned = [...found, await pruneStore(options)].filter(({ items }) => items.length > 0);
  return {
    items: pruned.flatMap(({ items }) => items),
    deletion: await planDeletion(
      options.scan,
      pruned.map(({ target }) => target),
    ),
  };
}

/** Deletes what a plan names. Throws and reports as `deleteFromCache`. */
export async function pruneCache(plan: PrunePlan, options: DeleteOptions): Promise<DeletionResult> {
  return deleteFromCache(plan.deletion, options);
}

interface Prunable {
  readonly items: readonly PrunableItem[];
  readonly target: DeletionTarget;
}

async function pruneRepository(
  cached: CachedRepository,
  { ledger, partialTag, isPartialOwned, isInUse, nowMs }: PlanPruneOptions,
): Promise<Prunable> {
  const { folder, repository } = cached;
  const { keptCommits, usedCommit } = await ledger.read(basename(folder));
  const isOld = (changedAtMs: number) => nowMs - changedAtMs > MIN_AGE_MS;
  const revisions: CachedRevision[] = [];
  for (const revision of cached.revisions) {
    const { commit, refs } = revision;
    if (refs.length > 0 || keptCommits.includes(commit) || commit === usedCommit) continue;
    if (isInUse(snapshotPath(folder, commit))) continue;
    if (isOld(await changedAt(folder, revision))) revisions.push(revision);
  }
  const partials = cached.partials.filter(
    ({ tag, fileName }) => tag === partialTag && !isPartialOwned(join(folder, 'blobs', fileName)),
  );
  // A damaged repository's blobs may be wanted by what is damaged.
  const isDamaged = cached.warnings.length > 0;
  const orphans = isDamaged ? [] : cached.orphans.filter(({ changedAtMs }) => isOld(changedAtMs));
  const leftovers = cached.leftovers.filter(({ changedAtMs }) => isOld(changedAtMs));
  const item = (kind: PrunableItem['kind'], name: string, sizeBytes: number): PrunableItem => {
    return { kind, repository, name, sizeBytes };
  };
  return {
    items: [
      ...revisions.map(({ commit, sizeBytes }) => item('revision', commit, sizeBytes)),
      ...partials.map(({ fileName, sizeBytes }) => item('partial', fileName, sizeBytes)),
      ...orphans.map(({ name, sizeBytes }) => item('orphan', name, sizeBytes)),
      ...leftovers.map(({ name, sizeBytes }) => item('leftover', name, sizeBytes)),
    ],
    target: {
      folder,
      commits: revisions.map(({ commit }) => commit),
      partials: partials.map(({ fileName }) => fileName),
      orphans: orphans.map(({ name }) => name),
      leftovers: leftovers.map(({ name }) => name),
      keepsFolder: partials.length < cached.partials.length || orphans.length < cached.orphans.length,
    },
  };
}

/** Shared content whose last link somebody removed by hand, or with a tool that does not know of it. */
async function pruneStore({ scan, nowMs }: PlanPruneOptions): Promise<Prunable> {
  const store = await findSharedStore(scan.cacheDir);
  if (store === null) return { items: [], target: { folder: scan.cacheDir } };
  const linked = await listSharedHashesInUse(store);
  const isHeld = await readHeldLockFiles();
  const items: PrunableItem[] = [];
  for (const { hash, info } of await listSharedContents(store)) {
    const isYoung = nowMs - Math.max(info.mtimeMs, info.ctimeMs) <= MIN_AGE_MS;
    if (linked.has(hash) || isYoung || (await isHeld(sharedLockPath(store, hash)))) continue;
    items.push({ kind: 'orphan', repository: null, name: hash, sizeBytes: info.size });
  }
  return { items, target: { folder: store, shared: items.map(({ name }) => name) } };
}

/** When a revision came to be or was changed: its blobs may be much older, if another revision has them too. */
async function changedAt(folder: string, { commit, modifiedAtMs }: CachedRevision): Promise<number> {
  const info = await stat(snapshotPath(folder, commit)).catch(() => null);
  return Math.max(modifiedAtMs, info?.mtimeMs ?? 0, info?.ctimeMs ?? 0);
}
