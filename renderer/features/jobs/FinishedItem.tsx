import { CircleCheck, X } from 'lucide-react';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeJob, getJobName } from './describeJob.ts';
import { OpenMeetingButton } from './OpenMeetingButton.tsx';

export function FinishedItem({ job }: { readonly job: JobSnapshot<'transcribe'> }) {
  const { jobs } = useStores();
  const name = getJobName(job);
  return (
    <li className="job-item">
      <div className="job-item-row">
        <CircleCheck className="job-item-done" aria-hidden="true" />
        <div className="job-item-text">
          <p className="job-item-name">{name}</p>
          <p className="muted small">{describeJob(job)}</p>
        </div>
        {job.meetingId !== null && <OpenMeetingButton meetingId={job.meetingId} name={name} />}
        <IconButton
          label={en.jobs.forget(name)}
          icon={<X />}
          onClick={() => void jobs.getState().dismiss(job.jobId)}
        />
      </div>
    </li>
  );
}
