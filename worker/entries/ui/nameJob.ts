import { basename } from 'node:path';
import type { JobSnapshot } from '../../contract/index.ts';

/** What a job is about, in a few words: the name of a recording, `download whisper-base`. */
export function nameJob(job: JobSnapshot): string {
  switch (job.kind) {
    case 'transcribe':
      return basename(job.params.path);
    case 'download-model':
      return `${job.params.isUpdate ? 'update' : 'download'} ${job.params.modelId}`;
    case 'verify-models':
      return `${job.params.repair ? 'repair' : 'verify'} ${job.params.modelId ?? 'all models'}`;
    case 'move-cache':
      return `move models to ${job.params.to}`;
    case 'adopt-cache':
      return `use models in ${job.params.folder}`;
    case 'export-models':
      return `export ${basename(job.params.file)}`;
    case 'import-models':
      return `import ${basename(job.params.file)}`;
  }
}
