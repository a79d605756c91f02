import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import type { JobAction } from '../../stores/jobsStore.ts';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName } from './describeJob.ts';
import { DRAGGED_JOB } from './draggedJob.ts';
import { OpenMeetingButton } from './OpenMeetingButton.tsx';
import { planDrop } from './planMove.ts';
import { ReorderHandle } from './ReorderHandle.tsx';

export interface JobItemProps {
  readonly job: JobSnapshot<'transcribe'>;
  /** Jobs that wait, in their order. */
  readonly waiting: readonly JobSnapshot[];
  /** Called with a sentence about where a job was moved. */
  readonly onMoved: (sentence: string) => void;
}

export function JobItem({ job, waiting, onMoved }: JobItemProps) {
  const { jobs } = useStores();
  useFocusReturn();
  const actionError = useStore(jobs, (state) => state.actionErrors[job.jobId]);
  const [isTarget, setTarget] = useState(false);
  const name = getJobName(job);
  const { jobId, meetingId, status } = job;
  const act = (action: JobAction) => (): void => void jobs.getState().act(action, jobId);
  const error = actionError ?? job.error;
  const waitingIds = waiting.map((other) => other.jobId);
  const isWaiting = waitingIds.includes(jobId);

  const drop = (event: DragEvent): void => {
    setTarget(false);
    const dragged = waiting.find((other) => other.jobId === event.dataTransfer.getData(DRAGGED_JOB));
    const planned = dragged === undefined ? null : planDrop(waitingIds, dragged.jobId, jobId);
    if (dragged === undefined || planned === null) return;
    event.preventDefault();
    void jobs.getState().move(dragged.jobId, planned.before);
    onMoved(en.jobs.moved(getJobName(dragged), planned.place, waiting.length));
  };
  return (
    <li
      className="job-item"
      data-drop-target={isTarget}
      onDragOver={(event) => {
        if (!isWaiting || !event.dataTransfer.types.includes(DRAGGED_JOB)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => {
        setTarget(false);
      }}
      onDrop={drop}
    >
      <div className="job-item-row">
        {isWaiting && waiting.length > 1 && (
          <ReorderHandle job={job} name={name} waiting={waitingIds} onMoved={onMoved} />
        )}
        <div className="job-item-text">
          <p className="job-item-name">{name}</p>
          <p className="muted small numbers">{describeJob(job)}</p>
        </div>
        {meetingId !== null && <OpenMeetingButton meetingId={meetingId} name={name} />}
        {(status === 'running' || status === 'queued') && (
          <IconButton label={en.jobs.pause(name)} icon={<Pause />} onClick={act('pause')} />
        )}
        {status === 'paused' && (
          <IconButton label={en.jobs.resume(name)} icon={<Play />} onClick={act('resume')} />
        )}
        {status !== 'failed' && (
          <IconButton label={en.jobs.cancel(name)} icon={<X />} onClick={act('cancel')} />
        )}
      </div>
      {(status === 'running' || (status === 'paused' && job.progress !== null)) && (
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
