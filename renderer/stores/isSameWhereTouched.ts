import type { Transcript, TranscriptEdit } from '../../worker/contract/index.ts';

/**
 * True when an edit that was meant for one state of a transcript means the same in another: the passages it is about are
 * as they were. Never for edits that are about more than passages that are named.
 */
export function isSameWhereTouched(edit: TranscriptEdit, before: Transcript, after: Transcript): boolean {
  const ids = listTouchedIds(edit);
  if (ids === null || before.transcriptId !== after.transcriptId) return false;
  const find = ({ segments }: Transcript, id: number): string | undefined =>
    JSON.stringify(segments.find((segment) => segment.id === id));
  return ids.every((id) => find(before, id) !== undefined && find(before, id) === find(after, id));
}

function listTouchedIds(edit: TranscriptEdit): readonly number[] | null {
  switch (edit.kind) {
    case 'setText':
    case 'split':
      return [edit.segmentId];
    case 'merge':
      return [edit.segmentId, edit.nextId];
    case 'setRemoved':
    case 'setSpeaker':
      return edit.segmentIds;
    case 'addSpeaker':
    case 'renameSpeaker':
    case 'mergeSpeakers':
    case 'replaceAll':
      return null;
  }
}
