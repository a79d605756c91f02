import { modelInfo } from '@huggingface/hub';
import { AppError } from '../../contract/index.ts';
import { assertRepositoryAndRevision, isCommit } from '../cache/hubNames.ts';
import type { RequestPurpose } from './egressLedger.ts';
import type { HubClient } from './hubClient.ts';
import { createHubFetch } from './hubFetch.ts';
import type { Sleep } from './retryPlan.ts';

export interface ResolveRevisionOptions {
  readonly client: HubClient;
  readonly repository: string;
  /** A branch, a tag, `refs/pr/1` or a commit. */
  readonly revision: string;
  readonly signal: AbortSignal;
  readonly purpose?: RequestPurpose;
  readonly sleep?: Sleep;
}

export interface ResolvedRevision {
  readonly commit: string;
  /** The repository's id now: another than was asked for when it was renamed. */
  readonly repository: string;
  /** True when its terms must be accepted before files can be downloaded. */
  readonly isGated: boolean;
  /** As the model card names it, an SPDX id in small letters as a rule; null where it does not say. */
  readonly licence: string | null;
}

/** Asks the hub for the commit of a revision. Throws `invalid-request` and what `fetchHubJson` throws. */
export async function resolveRevision(options: ResolveRevisionOptions): Promise<ResolvedRevision> {
  const { client, repository, revision, signal, purpose = 'resolve-revision', sleep } = options;
  assertRepositoryAndRevision(repository, revision);
  const info = await modelInfo({
    name: repository,
    revision,
    additionalFields: ['sha', 'tags'],
    hubUrl: client.endpoint.href.replace(/\/+$/, ''),
    fetch: createHubFetch({
      client,
      purpose,
      subject: { repository, revision },
      signal,
      ...(sleep ? { sleep } : {}),
    }),
  });
  const commit: unknown = info.sha;
  if (typeof commit !== 'string' || !isCommit(commit) || (isCommit(revision) && commit !== revision)) {
    throw new AppError('network-unreachable', 'The hub named no commit for the revision.', {
      details: { repository, revision, host: client.endpoint.host, reason: 'unexpected-answer' },
    });
  }
  return { commit, repository: info.name, isGated: info.gated !== false, licence: readLicence(info.tags) };
}

/** The hub makes tags of what the card says, such as `license:mit`. */
function readLicence(tags: unknown): string | null {
  if (!Array.isArray(tags)) return null;
  const names = tags.flatMap((tag) =>
    typeof tag === 'string' ? [/^license:(\S{1,100})$/.exec(tag)?.[1]] : [],
  );
  return names.find((name) => name !== undefined) ?? null;
}
