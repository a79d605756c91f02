import { CircleCheck, CircleSlash, Play, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { WorkItem } from '../../components/WorkItem.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName } from './describeJob.ts';
import { OpenMeetingButton } from './OpenMeetingButton.tsx';

/** What came to its end is there to be opened; what was canceled can go on from what is kept of it. */
export function FinishedItem({ job }: { readonly job: JobSnapshot<'transcribe'> }) {
  const { jobs } = useStores();
  useFocusReturn();
  const { jobId, meetingId } = job;
  const error = useStore(jobs, (state) => state.actionErrors[jobId]);
  const name = getJobName(job);
  const isCanceled = job.status === 'canceled';
  return (
    <WorkItem
      className="job-item job-item-finished"
      name={name}
      text={isCanceled ? en.jobs.canceledKept : null}
      start={
        isCanceled ? (
          <CircleSlash className="job-item-canceled" aria-hidden="true" />
        ) : (
          <CircleCheck className="job-item-done" role="img" aria-label={describeJob(job)} />
        )
      }
      actions={
        <>
          {isCanceled && (
            <Button
              icon={<Play aria-hidden="true" />}
              aria-label={en.jobs.resume(name)}
              onClick={() => void jobs.getState().act('retry', jobId)}
            >
              {en.jobs.resumeShort}
            </Button>
          )}
          {meetingId !== null && <OpenMeetingButton meetingId={meetingId} name={name} />}
          <IconButton
            label={en.jobs.forget(name)}
            icon={<X />}
            onClick={() => void jobs.getState().dismiss(jobId)}
          />
        </>
      }
      error={error !== undefined && <ErrorCard error={error} />}
    />
  );
}
