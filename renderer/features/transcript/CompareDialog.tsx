import { Fragment, useEffect, useState } from 'react';
import {
  formatTimecode,
  type SerializedError,
  type Transcript,
  type TranscriptSummary,
} from '../../../worker/contract/index.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { toShownError } from '../../errors/toShownError.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './CompareDialog.css';
import { compareTranscripts, type Difference } from './compareTranscripts.ts';
import { useTranscriptTools } from './transcriptContext.ts';

const text = en.transcript.versions;

export interface CompareDialogProps {
  readonly shown: Transcript;
  readonly other: TranscriptSummary;
  readonly names: { readonly shown: string; readonly other: string };
  readonly onClose: () => void;
}

/** What two versions of a transcript have different; each place plays when it is clicked. */
export function CompareDialog({ shown, other, names, onClose }: CompareDialogProps) {
  const { player } = useTranscriptTools();
  const { differences, error } = useDifferences(shown, other);
  return (
    <Dialog title={text.compareTitle} closeLabel={text.close} onClose={onClose}>
      {error !== null && <ErrorCard error={error} />}
      {differences === null && error === null && <p className="muted">{text.loading}</p>}
      {differences?.length === 0 && <p>{text.equal}</p>}
      {differences !== null && differences.length > 0 && (
        <p className="compare-legend small">
          {text.changed(differences.length)} <del>{text.onlyIn(names.other)}</del>{' '}
          <ins>{text.onlyIn(names.shown)}</ins>
        </p>
      )}
      <ol className="compare-list">
        {differences?.map(({ start, parts }, index) => (
          <li key={index}>
            <button
              type="button"
              className="segment-time numbers small"
              aria-label={en.transcript.segment.playFrom(formatTimecode(start, 'clock'))}
              onClick={() => {
                player.playFrom(start);
              }}
            >
              {formatTimecode(start, 'clock')}
            </button>
            <p>
              {parts.map((part, place) => {
                const Part = ({ same: 'span', shown: 'ins', other: 'del' } as const)[part.kind];
                return (
                  <Fragment key={place}>
                    <Part>{part.text}</Part>{' '}
                  </Fragment>
                );
              })}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

interface Comparison {
  readonly differences: readonly Difference[] | null;
  readonly error: SerializedError | null;
}

function useDifferences(shown: Transcript, { meetingId, transcriptId }: TranscriptSummary): Comparison {
  const { worker } = usePage();
  const [comparison, setComparison] = useState<Comparison>({ differences: null, error: null });
  useEffect(() => {
    const loading = new AbortController();
    worker.request('library.get', { meetingId, transcriptId }, { signal: loading.signal }).then(
      ({ transcript }) => {
        const differences = compareTranscripts(shown.segments, transcript?.segments ?? []);
        setComparison({ differences, error: null });
      },
      (error: unknown) => {
        setComparison({ differences: null, error: toShownError(error) });
      },
    );
    return () => {
      loading.abort();
    };
  }, [meetingId, shown, transcriptId, worker]);
  return comparison;
}
