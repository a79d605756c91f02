import { useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { selectFinished, selectTranscribing } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { FinishedItem } from './FinishedItem.tsx';
import { ImportItem } from './ImportItem.tsx';
import { JobItem } from './JobItem.tsx';
import './JobsPanel.css';
import { nameList } from './nameList.ts';
import { RefusedNotice } from './RefusedNotice.tsx';

/** The library below has them all; these are the ones to be opened next. */
const FINISHED_SHOWN = 3;

/** The queue: what is copied, waits, runs or failed, and what has just finished. Renders nothing when there is nothing. */
export function JobsPanel() {
  const { jobs: jobsStore } = useStores();
  const open = useStore(jobsStore, useShallow(selectTranscribing));
  const finished = useStore(jobsStore, useShallow(selectFinished));
  const imports = useStore(jobsStore, (state) => state.imports);
  const [announcement, setAnnouncement] = useState('');
  const isWorking = open.length > 0 || imports.length > 0;
  const title = nameList({ open, imports, finished });
  const waiting = open.filter(({ status }) => status === 'queued' || status === 'paused');
  return (
    <>
      <RefusedNotice />
      {(isWorking || finished.length > 0) && (
        <Card className="jobs-panel">
          <header className="jobs-panel-header">
            <h2>{title}</h2>
            {finished.length > 0 && (
              <Button variant="quiet" onClick={() => void jobsStore.getState().clearFinished()}>
                {en.jobs.clearFinished}
              </Button>
            )}
          </header>
          <ul>
            {open.map((job) => (
              <JobItem key={job.jobId} job={job} waiting={waiting} onMoved={setAnnouncement} />
            ))}
            {imports.map((file) => (
              <ImportItem key={file.importId} file={file} />
            ))}
            {finished.slice(0, FINISHED_SHOWN).map((job) => (
              <FinishedItem key={job.jobId} job={job} />
            ))}
          </ul>
          {finished.length > FINISHED_SHOWN && (
            <p className="muted small">{en.jobs.moreFinished(finished.length - FINISHED_SHOWN)}</p>
          )}
          <p className="visually-hidden" role="status">
            {announcement}
          </p>
        </Card>
      )}
    </>
  );
}
