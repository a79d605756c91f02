import type { JobSnapshot, TranscriptSummary } from '../../../worker/contract/index.ts';

interface Versions {
  readonly meetingId: string;
  readonly transcripts: readonly Pick<TranscriptSummary, 'transcriptId' | 'status'>[];
}

/** Whether a version may be deleted: another that is complete stays, and nothing is being done to it. */
export function canRemoveVersion(
  { meetingId, transcripts }: Versions,
  transcriptId: string,
  jobs: readonly Pick<JobSnapshot, 'meetingId' | 'status'>[],
): boolean {
  const version = transcripts.find((other) => other.transcriptId === transcriptId);
  const staysComplete = transcripts.some(
    (other) => other.transcriptId !== transcriptId && other.status === 'complete',
  );
  if (version === undefined || !staysComplete) return false;
  return (
    version.status === 'complete' || !jobs.some((job) => job.meetingId === meetingId && isUnfinished(job))
  );
}

function isUnfinished({ status }: Pick<JobSnapshot, 'status'>): boolean {
  return status === 'queued' || status === 'running' || status === 'paused';
}
