import { GitCompare, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Meeting, Transcript, TranscriptSummary } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';
import { formatDate } from '../../strings/formatAmounts.ts';
import { en } from '../../strings/en.ts';
import { canRemoveVersion } from './canRemoveVersion.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { TranscribeAgain } from './TranscribeAgain.tsx';
import { VersionRemoval } from './VersionRemoval.tsx';

const text = en.transcript.versions;

export interface VersionsSectionProps {
  readonly meeting: Meeting;
  readonly shown: Transcript;
}

/** The transcripts of a meeting: which is shown, what is different between them, and another one. */
export function VersionsSection({ meeting, shown }: VersionsSectionProps) {
  const { transcript: store, jobs } = useStores();
  const allJobs = useStore(jobs, (state) => state.jobs);
  const titleOf = useModelTitles();
  const [comparedId, setComparedId] = useState<string | null>(null);
  const [isStarting, setStarting] = useState(false);
  // The first is number 1, whatever comes after it.
  const nameOf = (version: TranscriptSummary): string =>
    text.number(meeting.transcripts.length - meeting.transcripts.indexOf(version));
  const shownVersion = meeting.transcripts.find(({ transcriptId }) => transcriptId === shown.transcriptId);
  const compared = meeting.transcripts.find(({ transcriptId }) => transcriptId === comparedId);
  return (
    <section>
      <h2>{text.title}</h2>
      <ul className="version-list">
        {meeting.transcripts.map((version) => {
          const { transcriptId, modelId, status, createdAtMs } = version;
          const isShown = transcriptId === shown.transcriptId;
          return (
            <li key={transcriptId} data-shown={isShown}>
              <label>
                <input
                  type="radio"
                  name="version"
                  checked={isShown}
                  onChange={() => void store.getState().showVersion(transcriptId)}
                />
                <span>
                  <span className="version-model">{titleOf(modelId)}</span>
                  <span className="small muted numbers">
                    {nameOf(version)}, {formatDate(createdAtMs, Date.now())}
                    {status === 'partial' && `, ${text.partial}`}
                  </span>
                </span>
              </label>
              {!isShown && status === 'complete' && (
                <IconButton
                  label={text.compareNamed(nameOf(version))}
                  icon={<GitCompare />}
                  onClick={() => {
                    setComparedId(transcriptId);
                  }}
                />
              )}
              {canRemoveVersion(meeting, transcriptId, allJobs) && (
                <VersionRemoval transcriptId={transcriptId} name={nameOf(version)} isShown={isShown} />
              )}
            </li>
          );
        })}
      </ul>
      <Button
        variant="quiet"
        icon={<RotateCw aria-hidden="true" />}
        onClick={() => {
          setStarting(true);
        }}
      >
        {text.again}
      </Button>
      {compared !== undefined && shownVersion !== undefined && (
        <CompareDialog
          shown={shown}
          other={compared}
          names={{ shown: nameOf(shownVersion), other: nameOf(compared) }}
          onClose={() => {
            setComparedId(null);
          }}
        />
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
    </section>
  );
}
