import type { JobSnapshot } from '../../../worker/contract/index.ts';
import type { JobsState } from '../../stores/jobsStore.ts';

/** The download of a model that is not over: it waits, runs, is paused, or failed and can be tried again. */
export function findDownload({ jobs }: Pick<JobsState, 'jobs'>, modelId: string): JobSnapshot | null {
  const isOpen = ({ status }: JobSnapshot): boolean => status !== 'completed' && status !== 'canceled';
  return (
    jobs.findLast((job) => job.kind === 'download-model' && job.params.modelId === modelId && isOpen(job)) ??
    null
  );
}
