import type { JobSnapshot } from '../../../worker/contract/index.ts';
import type { FileImport } from '../../stores/jobsStore.ts';
import { en } from '../../strings/en.ts';

export interface ListedWork {
  /** Jobs that wait, run, are paused or failed. */
  readonly open: readonly Pick<JobSnapshot, 'status'>[];
  readonly imports: readonly Pick<FileImport, 'error'>[];
  /** Jobs that are over. */
  readonly finished: readonly Pick<JobSnapshot, 'status'>[];
}

/** The heading of the queue, by what in it concerns the person most. */
export function nameList({ open, imports, finished }: ListedWork): string {
  const { jobs } = en;
  if (open.some(({ status }) => status !== 'failed') || imports.some(({ error }) => error === null)) {
    return jobs.title;
  }
  if (open.length > 0 || imports.length > 0) return jobs.failedTitle;
  return finished.some(({ status }) => status === 'completed') ? jobs.finishedTitle : jobs.canceledTitle;
}
