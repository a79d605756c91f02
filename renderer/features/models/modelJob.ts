import type { JobKind, JobSnapshot } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';

export type ModelJob = JobSnapshot<Exclude<JobKind, 'transcribe'>>;

/** What a job is doing, to what. */
export function nameModelJob(job: ModelJob, titleOf: (modelId: string) => string): string {
  const { names } = en.models.jobs;
  switch (job.kind) {
    case 'download-model':
      return names[job.params.isUpdate ? 'update' : 'download-model'](titleOf(job.params.modelId));
    case 'verify-models':
      return names[job.params.repair ? 'repair' : 'verify'](
        job.params.modelId === null ? names.all : titleOf(job.params.modelId),
      );
    case 'export-models':
    case 'import-models':
      return names[job.kind](getFileName(job.params.file));
    case 'move-cache':
    case 'adopt-cache':
      return names[job.kind];
  }
}

/** Name of a file, whatever system its path is from. */
export function getFileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
