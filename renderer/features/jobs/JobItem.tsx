import { type DragEvent, useState } from 'react';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { JobWorkItem } from '../../components/JobWorkItem.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName, nameRecording } from './describeJob.ts';
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
  const [isTarget, setTarget] = useState(false);
  const name = getJobName(job);
  const { jobId, meetingId } = job;
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
    <JobWorkItem
      className="job-item"
      job={job}
      name={name}
      text={describeJob(job)}
      toShown={(error) => nameRecording(error, job)}
      start={
        isWaiting &&
        waiting.length > 1 && <ReorderHandle job={job} name={name} waiting={waitingIds} onMoved={onMoved} />
      }
      before={meetingId !== null && <OpenMeetingButton meetingId={meetingId} name={name} />}
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
    />
  );
}
