import type { StartJob } from '../../startJob.ts';

/** A download of what is on the default branch. */
export function downloadRequest(modelId: string) {
  return {
    kind: 'download-model',
    modelId,
    revision: null,
    dtype: null,
    isUpdate: false,
  } as const satisfies StartJob;
}
