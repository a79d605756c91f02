import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import type { JobAction } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeTransfer } from '../../strings/describeTransfer.ts';
import { type ModelJob, nameModelJob } from './modelJob.ts';
import { useModelTitles } from './useModelTitles.ts';

/** A job about models: how far it is, how fast, how long still; pause, go on, cancel, try again. */
export function ModelJobItem({ job }: { readonly job: ModelJob }) {
  const { jobs } = useStores();
  const { jobId, status } = job;
  const actionError = useStore(jobs, (state) => state.actionErrors[jobId]);
  const name = nameModelJob(job, useModelTitles());
  const act = (action: JobAction) => (): void => void jobs.getState().act(action, jobId);
  const error = actionError ?? job.error;
  return (
    <li className="model-job">
      <div className="model-row">
        <div className="model-row-text">
          <p className="model-row-title">{name}</p>
          <p className="muted small numbers">{describeTransfer(job)}</p>
        </div>
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
            (status === 'failed' || status === 'paused') && (
              <Button icon={<RotateCcw />} onClick={act(status === 'failed' ? 'retry' : 'resume')}>
                {en.jobs.retry}
              </Button>
            )
          }
        />
      )}
    </li>
  );
}
