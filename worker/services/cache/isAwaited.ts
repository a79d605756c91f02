import type { JobSnapshot } from '../../contract/index.ts';
import { parseModelTarget } from '../../models/modelTarget.ts';

/** True if a job that is not over is about a repository of the cache: it downloads, verifies or uses it. */
export function isAwaited(repository: string, jobs: readonly JobSnapshot[], endpoint: URL): boolean {
  return jobs.some((job) => {
    if (job.status !== 'queued' && job.status !== 'running' && job.status !== 'paused') return false;
    return listModelIds(job).some(
      (modelId) => modelId === null || findRepositoryName(modelId, endpoint) === repository,
    );
  });
}

/** Null for every model. */
function listModelIds(job: JobSnapshot): readonly (string | null)[] {
  switch (job.kind) {
    case 'transcribe':
      return [job.params.options.model];
    case 'download-model':
    case 'verify-models':
      return [job.params.modelId];
    case 'export-models':
      return job.params.modelIds;
    case 'move-cache':
    case 'adopt-cache':
    case 'import-models':
      return [];
  }
}

function findRepositoryName(modelId: string, endpoint: URL): string | null {
  try {
    return parseModelTarget(modelId, endpoint).repository;
  } catch {
    // A folder, or what no job will ever find.
    return null;
  }
}
