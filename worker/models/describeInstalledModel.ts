import type { ModelCapabilities, ModelStatus } from '../contract/index.ts';
import type { RepositoryRecord } from './cache/cacheLedger.ts';
import type { InstalledModel } from './findInstalledModel.ts';

export interface InstalledModelFacts {
  readonly record: RepositoryRecord;
  /** Null while the files that tell are not there. */
  readonly capabilities: ModelCapabilities | null;
  readonly isQuarantined: boolean;
}

export function describeInstalledModel(
  { modelId, entry, task, repository, revision, ...model }: InstalledModel,
  { record, capabilities, isQuarantined }: InstalledModelFacts,
): ModelStatus {
  return {
    modelId,
    task,
    title: entry?.title ?? repository.repository,
    source: 'cache',
    folder: model.folder,
    sizeBytes: repository.sizeBytes,
    // Of what lies in the folder, only what is complete can be used.
    capabilities: task === 'asr' && capabilities !== null ? { ...capabilities, dtypes: model.dtypes } : null,
    caution: null,
    cached: {
      repository: repository.repository,
      commit: revision.commit,
      revision: revision.refs.find((ref) => ref === 'main') ?? revision.refs[0] ?? revision.commit,
      dtypes: model.dtypes,
      isComplete: model.isComplete,
      isDamaged: record.isDamaged,
      missing: model.missing,
      isPinned: record.isPinned,
      lastUsedAtMs: record.lastUsedAtMs,
      downloadedAtMs: Math.round(revision.modifiedAtMs),
      licence: entry?.licence.id ?? record.licence,
      versions: repository.revisions.length,
      partialBytes: repository.partials.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      isQuarantined,
    },
  };
}
