import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { estimateRowHeight } from './estimateRowHeight.ts';
import { RemovedRow } from './RemovedRow.tsx';
import { SegmentRow } from './SegmentRow.tsx';
import { findRowAt, toRows } from './toRows.ts';
import { useFollowAlong } from './useFollowAlong.ts';

const OVERSCAN_ROWS = 8;

export interface SegmentListProps {
  readonly segments: readonly StoredSegment[];
  /** Seconds to begin at; null is the beginning. */
  readonly at: number | null;
  readonly onPlay: (time: number) => void;
}

/** The words, as a list of which only the visible rows exist. */
export function SegmentList({ segments, at, onPlay }: SegmentListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => toRows(segments, shown), [segments, shown]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRowHeight(rows[index]),
    overscan: OVERSCAN_ROWS,
  });
  useFollowAlong({ rows, virtualizer });

  const isLoaded = rows.length > 0;
  const openedAt = useRef<number | null>(null);
  useEffect(() => {
    if (!isLoaded || at === null || openedAt.current === at) return;
    openedAt.current = at;
    virtualizer.scrollToIndex(findRowAt(rows, at), { align: 'center' });
  }, [at, isLoaded, rows, virtualizer]);

  const toggleShown = (firstId: number): void => {
    setShown((before) => {
      const after = new Set(before);
      if (!after.delete(firstId)) after.add(firstId);
      return after;
    });
  };

  return (
    <div
      className="segment-scroller"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={en.transcript.words}
      onKeyDown={(event) => {
        // The browser's own way stops where rows on the way turn out to be of another height.
        if (event.key === 'Home') virtualizer.scrollToIndex(0);
        else if (event.key === 'End') virtualizer.scrollToIndex(rows.length - 1, { align: 'end' });
        else return;
        event.preventDefault();
      }}
    >
      <ol className="segment-list" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'segment' ? (
                <SegmentRow segment={row.segment} onPlay={onPlay} />
              ) : (
                <RemovedRow row={row} onToggle={toggleShown} />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
