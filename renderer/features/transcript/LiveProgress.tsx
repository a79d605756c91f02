import { Play, RotateCcw } from 'lucide-react';
import { useStore } from 'zustand';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { findUnfinishedJob } from './findUnfinishedJob.ts';

export interface LiveProgressProps {
  readonly meetingId: string;
  /** False while a version is made beside the one that is shown. */
  readonly isShown: boolean;
}

/** While the meeting is not transcribed to its end: how far it is, or why it stopped, and how it goes on. */
export function LiveProgress({ meetingId, isShown }: LiveProgressProps) {
  const { jobs } = useStores();
  const job = useStore(jobs, (state) => findUnfinishedJob(state.jobs, meetingId));
  if (job === null) return null;
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
  const fraction = job.progress?.fraction ?? null;
  if (fraction === null) return null;
  const text = describe(status, isShown);
  return (
    <div className="transcript-live">
      <div className="transcript-live-row">
        <p className="small muted numbers">
          {text} · {Math.floor(fraction * 100)} %
        </p>
        {status === 'paused' && (
          <Button icon={<Play />} onClick={() => void jobs.getState().act('resume', jobId)}>
            {en.transcript.goOn}
          </Button>
        )}
      </div>
      <Progress label={text} fraction={fraction} />
    </div>
  );
}

function describe(status: JobSnapshot['status'], isShown: boolean): string {
  if (status === 'paused') return en.transcript.paused;
  return isShown ? en.transcript.live : en.transcript.liveVersion;
}
