import {
  AppError,
  createAbortError,
  deserializeError,
  type JobKind,
  type JobResultByKind,
  type JobSnapshot,
  type RpcParams,
} from '../contract/index.ts';
import type { CommandContext } from './commandContext.ts';
import { nameJob } from './ui/nameJob.ts';
import { waitForJob } from './waitForJob.ts';

export type StartOfKind<Kind extends JobKind> = Extract<RpcParams<'jobs.start'>, { kind: Kind }>;

/** Kinds of jobs that produce something to print. */
export type ResultKind = Exclude<JobKind, 'transcribe'>;

/**
 * Starts a job about models, shows how far it is and gives what it produced. Throws what the job failed with or paused
 * itself for, and an AbortError when it is canceled or paused by another client, or the person stops the command; the job is then left as
 * it is, and goes on with the next call.
 */
export async function runJob<Kind extends ResultKind>(
  start: StartOfKind<Kind>,
  { client, output, progressBar, signal }: CommandContext,
): Promise<JobResultByKind[Kind]> {
  try {
    const job = await waitForJob(client, () => client.request('jobs.start', start, { signal }), {
      signal,
      onChange(changed) {
        if (changed.progress === null || changed.status !== 'running') return;
        progressBar.show(nameJob(changed), changed.progress);
        output.printJson({
          type: 'progress',
          kind: changed.kind,
          jobId: changed.jobId,
          ...changed.progress,
        });
      },
    });
    return takeResult<Kind>(job);
  } catch (error) {
    progressBar.clear();
    if (signal.aborted) output.note('Stopped. What is done is kept; the same command goes on from there.');
    throw error;
  } finally {
    progressBar.clear();
  }
}

function takeResult<Kind extends ResultKind>(job: JobSnapshot): JobResultByKind[Kind] {
  if (job.error !== null) throw deserializeError(job.error);
  if (job.status !== 'completed') throw createAbortError();
  if (job.result === null) {
    throw new AppError('internal', 'The job is completed and says nothing of its outcome.', {
      details: { jobId: job.jobId, kind: job.kind },
    });
  }
  // It was started by this call, so it is of the kind that was asked for.
  return job.result as JobResultByKind[Kind];
}
