import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { Card } from '../../components/Card.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import type { JobsState } from '../../stores/jobsStore.ts';
import { ModelJobItem } from './ModelJobItem.tsx';
import type { ModelJob } from './modelJob.ts';
import { ModelJobResult } from './ModelJobResult.tsx';

/** What is being done with models, what of it failed, and what came of it since the page was opened. */
export function ModelJobs() {
  const { jobs: jobsStore } = useStores();
  const open = useStore(jobsStore, useShallow(selectOpen));
  const ended = useStore(
    jobsStore,
    useShallow((state: JobsState) => selectEnded(state, performance.timeOrigin)),
  );
  if (open.length === 0 && ended.length === 0) return null;
  return (
    <Card className="model-section">
      <h2>{open.length > 0 ? en.models.jobs.title : en.jobs.finishedTitle}</h2>
      <ul className="model-rows">
        {open.map((job) => (
          <ModelJobItem key={job.jobId} job={job} />
        ))}
        {ended.map((job) => (
          <ModelJobResult key={job.jobId} job={job} />
        ))}
      </ul>
    </Card>
  );
}

function selectOpen({ jobs }: JobsState): readonly ModelJob[] {
  return jobs.filter(isModelJob).filter(({ status }) => status !== 'completed' && status !== 'canceled');
}

/** Jobs whose outcome is told nowhere else: a download shows as a model, the others would end in silence. */
function selectEnded({ jobs }: JobsState, sinceMs: number): readonly ModelJob[] {
  return jobs
    .filter(isModelJob)
    .filter(({ status, kind }) => status === 'completed' && kind !== 'download-model')
    .filter(({ finishedAtMs }) => finishedAtMs !== null && finishedAtMs >= sinceMs);
}

function isModelJob(job: JobSnapshot): job is ModelJob {
  return job.kind !== 'transcribe';
}
