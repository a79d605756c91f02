import type { JobStage } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/jobRun.ts';
import type { MoveProgress } from '../../models/cache/moveCache.ts';
import type { MoveStep } from '../../models/cache/moveJournal.ts';
import { createByteReporter } from './createByteReporter.ts';

/** Copying reads and writes, verifying only reads; the rest is renames. On one volume all of it is over at once. */
const STEPS: Readonly<
  Record<MoveStep, { readonly stage: JobStage; readonly share: readonly [number, number] }>
> = {
  copying: { stage: 'copy', share: [0, 0.6] },
  verifying: { stage: 'verify', share: [0.6, 0.9] },
  publishing: { stage: 'publish', share: [0.9, 0.9] },
  switching: { stage: 'publish', share: [0.95, 0.95] },
  deleting: { stage: 'finish', share: [0.98, 0.98] },
  'rolling-back': { stage: 'finish', share: [0, 0] },
};

/** Tells how far a move is, as the progress of its job. */
export function createMoveReporter(context: Pick<JobContext, 'report'>): (progress: MoveProgress) => void {
  const report = createByteReporter(context);
  return ({ step, doneBytes, totalBytes }) => {
    report({ ...STEPS[step], doneBytes, totalBytes });
  };
}
