import type { JobSnapshot } from '../../worker/contract/index.ts';
import { en } from './en.ts';
import { formatBytes, formatRemaining } from './formatAmounts.ts';

/** One line about where a job about files is: `Downloading · 61.2 MB of 145 MB · 8.1 MB/s · 10 s left`. */
export function describeTransfer({ status, progress }: Pick<JobSnapshot, 'status' | 'progress'>): string {
  const { amount, perSecond } = en.models.jobs;
  if (progress === null || status === 'queued' || status === 'failed') return en.jobs.statuses[status];
  const { stage, receivedBytes, totalBytes, bytesPerSecond, remainingSeconds } = progress;
  const isRunning = status === 'running';
  return [
    isRunning ? en.jobs.stages[stage] : en.jobs.statuses[status],
    receivedBytes === null || totalBytes === null
      ? null
      : amount(formatBytes(receivedBytes), formatBytes(totalBytes)),
    isRunning && bytesPerSecond !== null ? perSecond(formatBytes(bytesPerSecond)) : null,
    isRunning && remainingSeconds !== null ? en.jobs.left(formatRemaining(remainingSeconds)) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
