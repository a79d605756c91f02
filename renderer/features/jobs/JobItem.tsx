import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import type { JobAction } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName } from './describeJob.ts';

export function JobItem({ job }: { readonly job: JobSnapshot }) {
  const { jobs, route } = useStores();
  const actionError = useStore(jobs, (state) => state.actionErrors[job.jobId]);
  const name = getJobName(job);
  const { jobId, meetingId, status } = job;
  const act = (action: JobAction) => (): void => void jobs.getState().act(action, jobId);
  const error = actionError ?? job.error;
  return (
    <li className="job-item">
      <div className="job-item-row">
        <div className="job-item-text">
          <p className="job-item-name">{name}</p>
          <p className="muted small numbers">{describeJob(job)}</p>
        </div>
        {meetingId !== null && (
          <Button
            aria-label={en.jobs.open(name)}
            onClick={() => {
              route.getState().go({ view: 'meeting', meetingId, at: null });
            }}
          >
            {en.jobs.openShort}
          </Button>
        )}
        {status === 'running' && (
          <IconButton label={en.jobs.pause(name)} icon={<Pause />} onClick={act('pause')} />
        )}
        {status === 'paused' && (
          <IconButton label={en.jobs.resume(name)} icon={<Play />} onClick={act('resume')} />
        )}
        {status !== 'failed' && (
          <IconButton label={en.jobs.cancel(name)} icon={<X />} onClick={act('cancel')} />
        )}
      </div>
      {(status === 'running' || status === 'paused') && (
        <Progress label={en.jobs.progressOf(name)} fraction={job.progress?.fraction ?? null} />
      )}
      {error !== null && (
        <ErrorCard
          error={error}
          {...(status === 'failed' ? { onDismiss: () => void jobs.getState().dismiss(jobId) } : {})}
          action={
            status === 'failed' && (
              <Button icon={<RotateCcw />} onClick={act('retry')}>
                {en.jobs.retry}
              </Button>
            )
          }
        />
      )}
    </li>
  );
}
