import type { JobStage } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/jobRun.ts';

/** Says what a job does now, where there are no bytes to count. The fraction never goes back by itself. */
export function reportStage(context: Pick<JobContext, 'report'>, stage: JobStage, fraction = 0): void {
  context.report({ stage, fraction, processedSeconds: null, totalSeconds: null });
}
