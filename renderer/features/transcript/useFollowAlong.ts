import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useStores } from '../../stores/stores.ts';
import { useTranscriptTools } from './transcriptContext.ts';
import { findRowAt, type TranscriptRow } from './toRows.ts';

export interface FollowAlongOptions {
  readonly rows: readonly TranscriptRow[];
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
}

/**
 * Shows the row that is heard when the media begins to play, keeps it in view while it plays, and the newest row while
 * words are produced. It follows only from where it is: a person who has scrolled away, or is writing, is left alone.
 */
export function useFollowAlong({ rows, virtualizer }: FollowAlongOptions): void {
  const { player } = useStores();
  const { editor } = useTranscriptTools();
  const heard = useRef(0);
  const rowCount = useRef(rows.length);

  useEffect(
    () =>
      player.subscribe(({ time, isPlaying }, before) => {
        const index = findRowAt(rows, time);
        const previous = heard.current;
        heard.current = index;
        if (!isPlaying || editor.getState().editing !== null) return;
        const isFollowed = before.isPlaying && isVisible(virtualizer, previous);
        if (!before.isPlaying && !isVisible(virtualizer, index)) {
          virtualizer.scrollToIndex(index, { align: 'center' });
        } else if (index !== previous && isFollowed) {
          virtualizer.scrollToIndex(index, { align: 'auto' });
        }
      }),
    [editor, player, rows, virtualizer],
  );

  useEffect(() => {
    const before = rowCount.current;
    rowCount.current = rows.length;
    if (before > 0 && rows.length > before && isVisible(virtualizer, before - 1)) {
      virtualizer.scrollToIndex(rows.length - 1, { align: 'end' });
    }
  }, [rows.length, virtualizer]);
}

function isVisible({ range }: Virtualizer<HTMLDivElement, Element>, index: number): boolean {
  return range !== null && index >= range.startIndex && index <= range.endIndex;
}
