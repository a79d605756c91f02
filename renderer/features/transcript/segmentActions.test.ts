import { expect, it, vi } from 'vitest';
import { createTestPage } from '../../testing/createTestPage.ts';
import { createMeeting, createSegment } from '../../testing/records.ts';
import type { TranscriptEdit } from '../../../worker/contract/index.ts';
import { createEditorStore } from './editorStore.ts';
import { createSegmentActions, findNeighbour } from './segmentActions.ts';

const segments = [
  createSegment({ id: 0, start: 0, text: ' One.' }),
  createSegment({ id: 1, start: 1, text: ' Um.', removed: 'user' }),
  createSegment({ id: 2, start: 2, text: ' Two.' }),
];

async function openActions() {
  const edits: TranscriptEdit[] = [];
  const { stores } = createTestPage({
    handlers: {
      'library.get': () => createMeeting(segments),
      'transcripts.edit': ({ transcriptId, revision, edit }) => {
        edits.push(edit);
        const halves =
          edit.kind === 'split' ? [createSegment({ id: 2 }), createSegment({ id: 9, start: 3 })] : [];
        return {
          meetingId: 'm1',
          transcriptId,
          revision: revision + 1,
          segments: halves,
          deletedIds: [],
          speakers: [],
          history: { undo: edit.kind, redo: null },
        };
      },
    },
  });
  await vi.waitUntil(() => stores.connection.getState().status === 'connected');
  await stores.transcript.getState().open('m1');
  const editor = createEditorStore();
  return { actions: createSegmentActions(stores.transcript, editor), editor, edits };
}

it('keeps a text that changed, and removes a passage of which nothing is left', async () => {
  const { actions, edits } = await openActions();
  await actions.saveText(0, 'One. ');
  await actions.saveText(0, 'Won.');
  await actions.saveText(2, '  ');
  expect(edits).toEqual([
    { kind: 'setText', segmentId: 0, text: 'Won.' },
    { kind: 'setRemoved', segmentIds: [2], removed: true },
  ]);
});

it('merges past what was removed, and goes on writing at the seam', async () => {
  const { actions, editor, edits } = await openActions();
  await actions.mergeWithPrevious(2, 'Two!');
  expect(edits).toEqual([
    { kind: 'setText', segmentId: 2, text: 'Two!' },
    { kind: 'merge', segmentId: 0, nextId: 2 },
  ]);
  expect(editor.getState().editing).toEqual({ segmentId: 0, selection: { start: 4, end: 4 } });
  await actions.mergeWithPrevious(0, 'One.');
  await actions.mergeWithNext(2);
  expect(edits).toHaveLength(2);
});

it('goes on writing in the second half of a split', async () => {
  const { actions, editor, edits } = await openActions();
  await actions.split(2, 'Two', ' ');
  expect(edits).toEqual([]);
  await actions.split(2, 'T', 'wo.');
  expect(editor.getState().editing).toEqual({ segmentId: 9, selection: { start: 0, end: 0 } });
});

it('finds no neighbour beyond the ends', () => {
  expect(findNeighbour({ segments }, 0, -1)).toBeNull();
  expect(findNeighbour({ segments }, 0, 1)?.id).toBe(2);
  expect(findNeighbour({ segments }, 1, 1)?.id).toBe(2);
  expect(findNeighbour(null, 1, 1)).toBeNull();
});
