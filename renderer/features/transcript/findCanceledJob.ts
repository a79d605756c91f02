import type { JobSnapshot, Meeting } from '../../../worker/contract/index.ts';

/**
 * The canceled transcription that goes on with the shown transcript when it is tried again. Null where it is not clear:
 * jobs do not say which transcript they left unfinished, so it is one with the same model, or the only one there can be.
 */
export function findCanceledJob(
  jobs: readonly JobSnapshot[],
  { meetingId, transcript, transcripts }: Pick<Meeting, 'meetingId' | 'transcript' | 'transcripts'>,
): JobSnapshot | null {
  const canceled = jobs
    .filter((job) => job.kind === 'transcribe')
    .filter((job) => job.meetingId === meetingId && job.status === 'canceled');
  const sameModel = canceled.findLast(({ params }) => params.options.model === transcript?.modelId);
  const isOnly = transcripts.filter(({ status }) => status === 'partial').length === 1;
  return sameModel ?? (isOnly ? canceled.at(-1) : undefined) ?? null;
}
