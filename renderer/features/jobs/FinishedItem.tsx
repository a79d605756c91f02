import { CircleCheck, X } from 'lucide-react';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { WorkItem } from '../../components/WorkItem.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName } from './describeJob.ts';
import { OpenMeetingButton } from './OpenMeetingButton.tsx';

/** One line: all that is left to do with it is to open it. */
export function FinishedItem({ job }: { readonly job: JobSnapshot<'transcribe'> }) {
  const { jobs } = useStores();
  useFocusReturn();
  const name = getJobName(job);
  return (
    <WorkItem
      className="job-item job-item-finished"
      name={name}
      text={null}
      start={<CircleCheck className="job-item-done" role="img" aria-label={describeJob(job)} />}
      actions={
        <>
          {job.meetingId !== null && <OpenMeetingButton meetingId={job.meetingId} name={name} />}
          <IconButton
            label={en.jobs.forget(name)}
            icon={<X />}
            onClick={() => void jobs.getState().dismiss(job.jobId)}
          />
        </>
      }
    />
  );
}
