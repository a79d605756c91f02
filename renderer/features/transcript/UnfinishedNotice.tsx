import { Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Meeting } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { findCanceledJob } from './findCanceledJob.ts';
import { LiveRow } from './LiveRow.tsx';
import { TranscribeAgain } from './TranscribeAgain.tsx';

/** For a transcript that was not made to its end and that no job is about to go on with; otherwise nothing. */
export function UnfinishedNotice({ meeting }: { readonly meeting: Meeting }) {
  const { jobs } = useStores();
  const shown = meeting.transcript;
  const canceled = useStore(jobs, (state) => findCanceledJob(state.jobs, meeting));
  const error = useStore(jobs, (state) =>
    canceled === null ? undefined : state.actionErrors[canceled.jobId],
  );
  // The job says that it is complete a moment before the transcript that was read does.
  const isKnown = useStore(
    jobs,
    (state) =>
      state.isLoaded &&
      !state.jobs.some(
        ({ kind, result }) => kind === 'transcribe' && result?.transcriptId === shown?.transcriptId,
      ),
  );
  const [isStarting, setStarting] = useState(false);
  if (shown?.status !== 'partial' || !isKnown) return null;
  return (
    <>
      {canceled === null ? (
        <LiveRow text={en.transcript.unfinished} fraction={null}>
          <Button
            icon={<RotateCw aria-hidden="true" />}
            onClick={() => {
              setStarting(true);
            }}
          >
            {en.transcript.versions.again}
          </Button>
        </LiveRow>
      ) : (
        <LiveRow text={en.transcript.canceled} fraction={canceled.progress?.fraction ?? null}>
          <Button
            icon={<Play aria-hidden="true" />}
            onClick={() => void jobs.getState().act('retry', canceled.jobId)}
          >
            {en.transcript.goOn}
          </Button>
        </LiveRow>
      )}
      {error !== undefined && (
        <div className="transcript-live">
          <ErrorCard error={error} />
        </div>
      )}
      {isStarting && (
        <TranscribeAgain
          meeting={meeting}
          shown={shown}
          onClose={() => {
            setStarting(false);
          }}
        />
      )}
    </>
  );
}
