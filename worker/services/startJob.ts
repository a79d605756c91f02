import type { JobParamsByKind, JobSnapshot, ParsedRpcParams, Settings } from '../contract/index.ts';
import type { JobQueue } from '../jobs/jobQueue.ts';
import { toDownloadParams } from './models/toDownloadParams.ts';
import { startOnce } from './startOnce.ts';
import { startTranscription } from './startTranscription.ts';

/** A job of any kind, as it is asked for. */
export type StartJob = ParsedRpcParams<'jobs.start'>;

export interface StartJobContext {
  readonly queue: JobQueue;
  readonly settings: Settings;
  /** Address of the hub, by which models may be named. */
  readonly endpoint: () => URL;
}

/**
 * Queues a job, or takes up one of the same kind with the same parameters that was not completed. Throws
 * `invalid-request` for what can be known to fail.
 */
export function startJob(context: StartJobContext, request: StartJob): JobSnapshot {
  const { queue } = context;
  if (request.kind === 'transcribe') return startTranscription(context, request);
  if (request.kind === 'download-model') {
    return startOnce(queue, request.kind, toDownloadParams(request, context.endpoint()));
  }
  const { kind, ...params } = request;
  // The schema of the request ties the parameters to the kind, which taking them apart forgets.
  return startOnce(queue, kind, params as JobParamsByKind[typeof kind]);
}
