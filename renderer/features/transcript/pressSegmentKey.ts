import type { KeyboardEvent } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { EditorStore } from './editorStore.ts';
import type { SegmentActions } from './segmentActions.ts';
import type { TranscriptRow } from './toRows.ts';
import { wordRange } from './wordRange.ts';

export interface SegmentKeyOptions {
  readonly rows: readonly TranscriptRow[];
  readonly editor: EditorStore;
  readonly actions: SegmentActions;
  /** False for a key that is turned off. */
  readonly allowsKey: (key: string) => boolean;
  /** Index of the row to begin at where none is selected. */
  readonly firstVisible: number;
}

/** Acts on the selected passage; false for a key that means nothing here. */
export function pressSegmentKey(event: KeyboardEvent, options: SegmentKeyOptions): boolean {
  const { rows, editor, actions } = options;
  if (event.ctrlKey || event.metaKey || event.altKey || !options.allowsKey(event.key)) return false;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    return selectNext(options, event.key === 'ArrowDown' ? 1 : -1);
  }
  const { selectedId, uncertainWord } = editor.getState();
  const segment = rows.find((row) => row.kind === 'segment' && row.segment.id === selectedId);
  if (segment?.kind !== 'segment' || selectedId === null) return false;
  const isWord = uncertainWord?.segmentId === selectedId;
  if (event.key === 'Delete') toggleRemoved(options, segment.segment);
  else if (/^[1-9]$/.test(event.key)) void actions.setSpeakerByNumber(selectedId, Number(event.key));
  else if (segment.segment.removed !== null) return false;
  else if (event.key === 'e') {
    editor.getState().edit(selectedId, isWord ? wordRange(segment.segment, uncertainWord.wordIndex) : null);
  } else if (event.key === 'j') void actions.mergeWithNext(selectedId);
  else return false;
  return true;
}

/** A passage that goes out of sight leaves the focus to the one after it, or before it at the end. */
function toggleRemoved({ rows, editor, actions }: SegmentKeyOptions, { id, removed }: StoredSegment): void {
  const shown = rows.filter((row) => row.kind === 'segment').map((row) => row.segment);
  const index = shown.findIndex((segment) => segment.id === id);
  const next = shown[index + 1] ?? shown[index - 1];
  void actions.toggleRemoved(id).then(() => {
    if (removed === null && next !== undefined) editor.getState().reveal(next.id);
  });
}

function selectNext({ rows, editor, firstVisible }: SegmentKeyOptions, direction: 1 | -1): boolean {
  const { selectedId, reveal } = editor.getState();
  const from = rows.findIndex((row) => row.kind === 'segment' && row.segment.id === selectedId);
  const start = from === -1 ? firstVisible : from + direction;
  for (let index = start; index >= 0 && index < rows.length; index += direction) {
    const row = rows[index];
    if (row?.kind !== 'segment') continue;
    reveal(row.segment.id);
    return true;
  }
  return true;
}
