import { DEFAULT_TRANSCRIBE_OPTIONS, type JobSnapshot, type RpcParams } from '../../contract/index.ts';

const QUEUED = {
  jobId: 'j1',
  status: 'queued',
  progress: null,
  error: null,
  result: null,
  meetingId: null,
  attempt: 1,
  createdAtMs: 0,
  startedAtMs: null,
  finishedAtMs: null,
} as const;

/** A transcription that is queued, but for what is given. */
export function createTranscribeJob(given: Partial<JobSnapshot<'transcribe'>> = {}): JobSnapshot {
  return {
    ...QUEUED,
    kind: 'transcribe',
    lane: 'compute',
    params: { path: '/talk.wav', options: DEFAULT_TRANSCRIBE_OPTIONS, force: false },
    ...given,
  };
}

/** The job that a request about models starts: completed, but for what is given. */
export function createModelJob(
  { kind, ...params }: RpcParams<'jobs.start'>,
  given: Partial<Pick<JobSnapshot, 'status' | 'error' | 'result'>>,
): JobSnapshot {
  // The request ties the parameters to the kind, which taking them apart forgets; so are results, by who gives them.
  return { ...QUEUED, kind, lane: 'download', params, status: 'completed', ...given } as JobSnapshot;
}
