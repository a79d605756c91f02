import type { JobSnapshot } from '../../../worker/contract/index.ts';

/** What a person wants to know first. */
const STATUSES = ['running', 'queued', 'paused', 'failed'] as const;

/** The transcription of a meeting that is in progress or about to be, else one that is paused, else one that failed. */
export function findUnfinishedJob(jobs: readonly JobSnapshot[], meetingId: string): JobSnapshot | null {
  const own = jobs.filter((job) => job.kind === 'transcribe' && job.meetingId === meetingId);
  return STATUSES.flatMap((status) => own.filter((job) => job.status === status))[0] ?? null;
}
