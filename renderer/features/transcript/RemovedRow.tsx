import { en } from '../../strings/en.ts';
import type { TranscriptRow } from './toRows.ts';

export interface RemovedRowProps {
  readonly row: Extract<TranscriptRow, { kind: 'removed' }>;
  /** Receives the id of the first removed segment. */
  readonly onToggle: (firstId: number) => void;
}

/** Says how much was taken out of the transcript, and shows it on request. */
export function RemovedRow({ row, onToggle }: RemovedRowProps) {
  const [first] = row.segments;
  return (
    <div className="removed-row small">
      <button
        type="button"
        aria-expanded={row.isShown}
        onClick={() => {
          if (first !== undefined) onToggle(first.id);
        }}
      >
        {en.transcript.removedCount(row.segments.length)} –{' '}
        <span>{row.isShown ? en.transcript.hide : en.transcript.show}</span>
      </button>
    </div>
  );
}
