import { Play, RotateCcw } from 'lucide-react';
import { useStore } from 'zustand';
import type { JobSnapshot, Meeting } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { findUnfinishedJob } from './findUnfinishedJob.ts';
import { LiveRow } from './LiveRow.tsx';
import { UnfinishedNotice } from './UnfinishedNotice.tsx';

/** While the meeting is not transcribed to its end: how far it is, or why it stopped, and how it goes on. */
export function LiveProgress({ meeting }: { readonly meeting: Meeting }) {
  const { jobs } = useStores();
  const job = useStore(jobs, (state) => findUnfinishedJob(state.jobs, meeting.meetingId));
  if (job === null) return <UnfinishedNotice meeting={meeting} />;
  const { jobId, status, error } = job;
  const hasFailed = status === 'failed';
  if (error !== null) {
    return (
      <div className="transcript-live">
        <ErrorCard
          error={error}
          {...(hasFailed ? { onDismiss: () => void jobs.getState().dismiss(jobId) } : {})}
          action={
            <Button
              icon={<RotateCcw />}
              onClick={() => void jobs.getState().act(hasFailed ? 'retry' : 'resume', jobId)}
            >
              {en.jobs.retry}
            </Button>
          }
        />
      </div>
    );
  }
  const isShown = meeting.transcript?.status !== 'complete';
  const fraction = job.progress?.fraction ?? null;
  // A version beside the one that is shown says nothing before it begins.
  if (fraction === null && !(status === 'queued' && isShown)) return null;
  return (
    <LiveRow text={describe(status, isShown)} fraction={fraction}>
      {status === 'paused' && (
        <Button icon={<Play />} onClick={() => void jobs.getState().act('resume', jobId)}>
          {en.transcript.goOn}
        </Button>
      )}
    </LiveRow>
  );
}

function describe(status: JobSnapshot['status'], isShown: boolean): string {
  if (status === 'paused') return en.transcript.paused;
  if (status === 'queued') return en.transcript.queued;
  return isShown ? en.transcript.live : en.transcript.liveVersion;
}
