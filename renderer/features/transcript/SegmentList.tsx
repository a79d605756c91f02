import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { allowsKey } from '../../stores/allowsKey.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { estimateRowHeight } from './estimateRowHeight.ts';
import { RemovedRow } from './RemovedRow.tsx';
import './SegmentList.css';
import { SegmentRow } from './SegmentRow.tsx';
import { findRowAt, findRowOf, toRows, type TranscriptRow } from './toRows.ts';
import { useTranscriptTools } from './transcriptContext.ts';
import { useFollowAlong } from './useFollowAlong.ts';
import { pressSegmentKey } from './pressSegmentKey.ts';

const OVERSCAN_ROWS = 8;

export interface SegmentListProps {
  readonly segments: readonly StoredSegment[];
  /** Seconds to begin at; null is the beginning. */
  readonly at: number | null;
}

/** The words, as a list of which only the visible rows exist, and the one that is selected. */
export function SegmentList({ segments, at }: SegmentListProps) {
  const { settings } = useStores();
  const { editor, actions } = useTranscriptTools();
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => toRows(segments, shown), [segments, shown]);
  const selectedId = useStore(editor, (state) => state.selectedId);
  const selectedRow = selectedId === null ? -1 : findRowOf(rows, selectedId);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRowHeight(rows[index]),
    getItemKey: (index) => keyOf(rows[index], index),
    overscan: OVERSCAN_ROWS,
    // A row that is written in, or has the focus, stays when it is scrolled out of sight.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      if (selectedRow === -1 || visible.includes(selectedRow)) return visible;
      return [...visible, selectedRow].sort((a, b) => a - b);
    },
  });
  useFollowAlong({ rows, virtualizer });

  const isLoaded = rows.length > 0;
  const openedAt = useRef<number | null>(null);
  useEffect(() => {
    if (!isLoaded || at === null || openedAt.current === at) return;
    openedAt.current = at;
    virtualizer.scrollToIndex(findRowAt(rows, at), { align: 'center' });
  }, [at, isLoaded, rows, virtualizer]);

  const revealed = useStore(editor, (state) => state.revealed);
  const answered = useRef(revealed);
  useEffect(() => {
    if (revealed === null || answered.current === revealed) return;
    const index = findRowOf(rows, revealed.segmentId);
    if (index === -1) return;
    answered.current = revealed;
    const { range } = virtualizer;
    const isVisible = range !== null && index > range.startIndex && index < range.endIndex;
    if (!isVisible) virtualizer.scrollToIndex(index, { align: 'center' });
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] .segment-time`);
    if (revealed.hasFocus) row?.focus({ preventScroll: true });
  }, [revealed, rows, virtualizer]);

  const toggleShown = (firstId: number): void => {
    setShown((before) => {
      const after = new Set(before);
      if (!after.delete(firstId)) after.add(firstId);
      return after;
    });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLTextAreaElement) return;
    // The browser's own way stops where rows on the way turn out to be of another height.
    if (event.key === 'Home') virtualizer.scrollToIndex(0);
    else if (event.key === 'End') virtualizer.scrollToIndex(rows.length - 1, { align: 'end' });
    else if (
      !pressSegmentKey(event, {
        rows,
        editor,
        actions,
        allowsKey: (key) => allowsKey(settings, key),
        firstVisible: virtualizer.range?.startIndex ?? 0,
      })
    ) {
      return;
    }
    event.preventDefault();
  };

  return (
    <div
      className="segment-scroller"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={en.transcript.words}
      onKeyDown={press}
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
                <SegmentRow segment={row.segment} showsSpeaker={row.showsSpeaker} />
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

/** Rows keep their measured height and their state when others come or go before them. */
function keyOf(row: TranscriptRow | undefined, index: number): string | number {
  if (row === undefined) return index;
  return row.kind === 'segment' ? row.segment.id : `removed ${row.segments[0]?.id}`;
}
