import { JobWorkItem } from '../../components/JobWorkItem.tsx';
import { describeTransfer } from '../../strings/describeTransfer.ts';
import { type ModelJob, nameModelJob } from './modelJob.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';

/** A job about models: how far it is, how fast, how long still. */
export function ModelJobItem({ job }: { readonly job: ModelJob }) {
  return <JobWorkItem job={job} name={nameModelJob(job, useModelTitles())} text={describeTransfer(job)} />;
}
