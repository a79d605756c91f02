import type { JobKind, JobResultByKind, RpcParams } from '../../contract/index.ts';
import type { RpcHandlers } from '../../rpc/server.ts';
import { createModelJob } from './testJobs.ts';

/** Handlers of a worker whose jobs are done at once, with the results given. */
export function completeJobs(
  results: Partial<JobResultByKind>,
  onStart: (request: RpcParams<'jobs.start'>) => void = () => undefined,
): Partial<RpcHandlers> {
  return {
    'jobs.start': (request) => {
      onStart(request);
      return createModelJob(request, { result: results[request.kind as JobKind] ?? null });
    },
  };
}
