import type { CommandContext } from '../commandContext.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { formatDate } from '../ui/formatDate.ts';

export interface VersionsRequest {
  readonly modelId: string;
  /** Commit to use from now on, or its beginning; null changes nothing. */
  readonly use: string | null;
}

/** The versions of a model that are on the disk, the one in use marked. */
export async function showVersions(
  { modelId, use }: VersionsRequest,
  { client, output, signal }: CommandContext,
): Promise<void> {
  if (use !== null) {
    const known = await client.request('models.versions', { modelId }, { signal });
    const matching = known.filter(({ commit }) => commit.startsWith(use));
    const commit = matching.length === 1 && matching[0] !== undefined ? matching[0].commit : use;
    await client.request('models.useVersion', { modelId, commit }, { signal });
  }
  const versions = await client.request('models.versions', { modelId }, { signal });
  for (const version of versions) output.printJson({ type: 'version', modelId, ...version });
  output.printTable(
    versions.map(({ commit, refs, sizeBytes, downloadedAtMs, isCurrent }) => [
      isCurrent ? '*' : ' ',
      commit,
      refs.join(',') || '-',
      formatByteCount(sizeBytes),
      formatDate(downloadedAtMs),
    ]),
    ['*', 'VERSION', 'NAMES', 'SIZE', 'DOWNLOADED'],
  );
}
