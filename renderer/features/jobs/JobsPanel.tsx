import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { Card } from '../../components/Card.tsx';
import { selectOpenJobs } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { ImportItem } from './ImportItem.tsx';
import { JobItem } from './JobItem.tsx';
import './JobsPanel.css';

/** The queue: what is copied, waits, runs or failed. Renders nothing when there is nothing. */
export function JobsPanel() {
  const { jobs: jobsStore } = useStores();
  const open = useStore(jobsStore, useShallow(selectOpenJobs));
  const imports = useStore(jobsStore, (state) => state.imports);
  if (open.length === 0 && imports.length === 0) return null;
  return (
    <Card className="jobs-panel">
      <h2>{en.jobs.title}</h2>
      <ul>
        {open.map((job) => (
          <JobItem key={job.jobId} job={job} />
        ))}
        {imports.map((file) => (
          <ImportItem key={file.importId} file={file} />
        ))}
      </ul>
    </Card>
  );
}
