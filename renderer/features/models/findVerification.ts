import type { JobSnapshot } from '../../../worker/contract/index.ts';

/** The last check of a model that is not over, or that ended after a moment; null where there is none. */
export function findVerification(
  jobs: readonly JobSnapshot[],
  modelId: string,
  sinceMs: number,
): JobSnapshot<'verify-models'> | null {
  const checks = jobs
    .filter((job) => job.kind === 'verify-models')
    .filter(
      ({ params, status }) => params.modelId === modelId && status !== 'canceled' && status !== 'failed',
    )
    .filter(({ finishedAtMs }) => finishedAtMs === null || finishedAtMs >= sinceMs);
  return checks.at(-1) ?? null;
}
