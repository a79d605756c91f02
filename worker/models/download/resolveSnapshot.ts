import { isAbortError, hasErrorCode } from '../../contract/index.ts';
import { readRef } from '../cache/readRef.ts';
import { isCommit, type PathRules } from '../cache/hubNames.ts';
import type { HubClient } from '../hub/hubClient.ts';
import { listRepository, type RepositoryFile } from '../hub/listRepository.ts';
import { resolveRevision } from '../hub/resolveRevision.ts';
import type { Sleep } from '../hub/retryPlan.ts';
import { loadTree } from './commitTree.ts';

export interface ResolveSnapshotOptions {
  readonly client: HubClient;
  readonly repository: string;
  readonly revision: string;
  readonly repoFolder: string;
  readonly rules: PathRules;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
}

export interface ResolvedSnapshot {
  readonly commit: string;
  /** Every file of the repository at the commit. */
  readonly files: readonly RepositoryFile[];
  /** `hub` if the hub was asked for the commit now; `cache` if what an earlier download left had to do. */
  readonly source: 'hub' | 'cache';
  /** True when the hub said that terms must be accepted first. */
  readonly isGated: boolean;
  /** Null unless the hub was asked for it now. */
  readonly licence: string | null;
}

/**
 * The commit of a revision and all its files. A commit that was listed before needs no request; where the hub cannot be
 * asked, the last known commit of the revision counts. Throws what `resolveRevision` and `listRepository` throw.
 */
export async function resolveSnapshot(options: ResolveSnapshotOptions): Promise<ResolvedSnapshot> {
  const { revision, repoFolder, rules } = options;
  const resolved = isCommit(revision) ? known(revision) : await resolveCommit(options);
  const { commit } = resolved;
  const files = (await loadTree(repoFolder, commit, rules)) ?? (await listRepository({ ...options, commit }));
  return { ...resolved, files };
}

/** A commit that nobody has to be asked for. */
function known(commit: string) {
  return { commit, source: 'cache' as const, isGated: false, licence: null };
}

async function resolveCommit(options: ResolveSnapshotOptions) {
  try {
    const { commit, isGated, licence } = await resolveRevision(options);
    return { commit, source: 'hub' as const, isGated, licence };
  } catch (error) {
    const isUnreachable =
      !isAbortError(error) &&
      (['offline', 'network-unreachable', 'hub-rate-limited'] as const).some((code) =>
        hasErrorCode(error, code),
      );
    const commit = isUnreachable ? await readRef(options.repoFolder, options.revision) : null;
    if (commit === null) throw error;
    return known(commit);
  }
}
