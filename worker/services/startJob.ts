import type { JobParamsByKind, JobSnapshot, ParsedRpcParams, Settings } from '../contract/index.ts';
import type { JobQueue } from '../jobs/jobQueue.ts';
import { startOnce } from './startOnce.ts';
import { startTranscription } from './startTranscription.ts';

/** A job of any kind, as it is asked for. */
export type StartJob = ParsedRpcParams<'jobs.start'>;

/** Queues a job, or takes up one of the same kind with the same parameters that was not completed. */
export function startJob(
  context: { readonly queue: JobQueue; readonly settings: Settings },
  request: StartJob,
): JobSnapshot {
  if (request.kind === 'transcribe') return startTranscription(context, request);
  const { kind, ...params } = request;
  // The schema of the request ties the parameters to the kind, which taking them apart forgets.
  return startOnce(context.queue, kind, params as JobParamsByKind[typeof kind]);
}
