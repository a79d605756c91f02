import type { StoredSegment } from '../../../worker/contract/index.ts';
import { formatRemaining } from '../../strings/formatAmounts.ts';
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
        {en.transcript.removed.duration(formatRemaining(sumDurations(row.segments)))} –{' '}
        <span>{row.isShown ? en.transcript.removed.hide : en.transcript.removed.show}</span>
      </button>
    </div>
  );
}

function sumDurations(segments: readonly StoredSegment[]): number {
  return segments.reduce((sum, { start, end }) => sum + end - start, 0);
}
