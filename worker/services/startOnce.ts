import type { JobKind, JobParamsByKind, JobSnapshot } from '../contract/index.ts';
import type { JobQueue } from '../jobs/jobQueue.ts';

/**
 * Queues a job. One of the same kind with the same parameters that was not completed is taken up again instead, where it
 * stopped.
 */
export function startOnce<Kind extends JobKind>(
  queue: JobQueue,
  kind: Kind,
  params: JobParamsByKind[Kind],
): JobSnapshot {
  const text = JSON.stringify(params);
  const same = queue
    .list()
    .findLast(
      (job) => job.kind === kind && job.status !== 'completed' && JSON.stringify(job.params) === text,
    );
  return same === undefined ? queue.start({ kind, params }) : continueJob(queue, same);
}

function continueJob(queue: JobQueue, job: JobSnapshot): JobSnapshot {
  switch (job.status) {
    case 'failed':
    case 'canceled':
      return queue.retry(job.jobId);
    case 'paused':
      return queue.resume(job.jobId);
    case 'queued':
      return queue.release(job.jobId);
    case 'running':
    case 'completed':
      return job;
  }
}
