import { AppError, createAbortError, type JobSnapshot, type RpcClient } from '../contract/index.ts';

export interface WaitForJobOptions {
  readonly signal: AbortSignal;
  readonly onChange: (job: JobSnapshot) => void;
}

const FINAL_STATUSES = new Set<JobSnapshot['status']>(['completed', 'failed', 'canceled', 'paused']);

/**
 * Starts a job and resolves with its last snapshot: completed, failed, canceled, or paused, by itself or by another client. Rejects
 * with an AbortError when the signal aborts; the job is then left as it is.
 */
export async function waitForJob(
  client: RpcClient,
  start: () => Promise<JobSnapshot>,
  { signal, onChange }: WaitForJobOptions,
): Promise<JobSnapshot> {
  const early = new Map<string, JobSnapshot>();
  let observe = (job: JobSnapshot): void => void early.set(job.jobId, job);
  let forget = (_jobId: string): void => undefined;
  const stops = [
    client.on('job.changed', (job) => observe(job)),
    client.on('job.removed', ({ jobId }) => forget(jobId)),
  ];
  try {
    const started = await start();
    return await new Promise<JobSnapshot>((resolve, reject) => {
      const abort = (): void => reject(createAbortError());
      signal.addEventListener('abort', abort, { once: true });
      stops.push(() => signal.removeEventListener('abort', abort));
      observe = (job) => {
        if (job.jobId !== started.jobId) return;
        onChange(job);
        if (FINAL_STATUSES.has(job.status)) resolve(job);
      };
      forget = (jobId) => {
        if (jobId !== started.jobId) return;
        reject(new AppError('not-found', 'The job was removed.', { details: { kind: 'job', id: jobId } }));
      };
      if (signal.aborted) abort();
      // Events may overtake the answer that names the job.
      observe(early.get(started.jobId) ?? started);
    });
  } finally {
    for (const stop of stops) stop();
  }
}
