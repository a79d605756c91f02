import type { StoredSegment, Transcript } from '../../../worker/contract/index.ts';
import type { TranscriptStore } from '../../stores/transcriptStore.ts';
import { en } from '../../strings/en.ts';
import type { EditorStore } from './editorStore.ts';

/** What a person does to one passage, from wherever it is asked for. Failures are shown by the transcript store. */
export interface SegmentActions {
  /** Keeps the text, or removes the passage where nothing is left of it. False: it could not be kept. */
  saveText(segmentId: number, text: string): Promise<boolean>;
  split(segmentId: number, before: string, after: string): Promise<boolean>;
  /** Keeps the text first, and goes on writing where the two meet. */
  mergeWithPrevious(segmentId: number, text: string): Promise<boolean>;
  mergeIntoPrevious(segmentId: number): Promise<void>;
  mergeWithNext(segmentId: number): Promise<void>;
  toggleRemoved(segmentId: number): Promise<void>;
  setSpeaker(segmentId: number, label: string | null): Promise<void>;
  /** Gives the passage to a speaker who is not known yet. */
  addSpeaker(segmentId: number | null, name: string): Promise<void>;
  /** Takes the last change back, shows where that was, and says what it was. */
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** The speaker of that number, from 1. */
  setSpeakerByNumber(segmentId: number, number: number): Promise<void>;
}

export function createSegmentActions(store: TranscriptStore, editor: EditorStore): SegmentActions {
  const get = (): Transcript | null => store.getState().meeting?.transcript ?? null;
  const find = (id: number): StoredSegment | undefined =>
    get()?.segments.find((segment) => segment.id === id);
  const { edit } = store.getState();

  const saveText: SegmentActions['saveText'] = async (segmentId, text) => {
    const segment = find(segmentId);
    if (segment === undefined || segment.text.trim() === text.trim()) return true;
    const isBlank = text.trim() === '';
    const change = await edit(
      isBlank
        ? { kind: 'setRemoved', segmentIds: [segmentId], removed: true }
        : { kind: 'setText', segmentId, text },
    );
    return change !== null;
  };
  const step = async (direction: 'undo' | 'redo'): Promise<void> => {
    const kind = get()?.history[direction];
    if (kind == null) return;
    const change = await store.getState()[direction]();
    const shown = change?.segments.find(({ removed }) => removed === null);
    if (shown !== undefined) editor.getState().reveal(shown.id, false);
    if (change !== null) editor.getState().say(en.transcript.stepped[direction](kind));
  };
  return {
    undo: () => step('undo'),
    redo: () => step('redo'),
    saveText,
    async split(segmentId, before, after) {
      if (before.trim() === '' || after.trim() === '') return true;
      const change = await edit({ kind: 'split', segmentId, before, after });
      const second = change?.segments.find(({ id }) => id !== segmentId);
      if (second !== undefined) editor.getState().edit(second.id, { start: 0, end: 0 });
      return change !== null;
    },
    async mergeWithPrevious(segmentId, text) {
      const previous = findNeighbour(get(), segmentId, -1);
      if (previous === null || text.trim() === '') return true;
      if (!(await saveText(segmentId, text))) return false;
      const change = await edit({ kind: 'merge', segmentId: previous.id, nextId: segmentId });
      const seam = previous.text.trim().length;
      if (change !== null) editor.getState().edit(previous.id, { start: seam, end: seam });
      return change !== null;
    },
    async mergeIntoPrevious(segmentId) {
      const previous = findNeighbour(get(), segmentId, -1);
      if (previous !== null) await edit({ kind: 'merge', segmentId: previous.id, nextId: segmentId });
    },
    async mergeWithNext(segmentId) {
      const next = findNeighbour(get(), segmentId, 1);
      if (next !== null) await edit({ kind: 'merge', segmentId, nextId: next.id });
    },
    async toggleRemoved(segmentId) {
      const segment = find(segmentId);
      if (segment === undefined) return;
      await edit({ kind: 'setRemoved', segmentIds: [segmentId], removed: segment.removed === null });
    },
    async setSpeaker(segmentId, label) {
      await edit({ kind: 'setSpeaker', segmentIds: [segmentId], label });
    },
    async addSpeaker(segmentId, name) {
      await edit({ kind: 'addSpeaker', name, segmentIds: segmentId === null ? [] : [segmentId] });
    },
    async setSpeakerByNumber(segmentId, number) {
      const speaker = get()?.speakers[number - 1];
      if (speaker === undefined) return;
      await edit({ kind: 'setSpeaker', segmentIds: [segmentId], label: speaker.label });
    },
  };
}

/** The passage before (-1) or after (1), passing over those that are removed. */
export function findNeighbour(
  transcript: Pick<Transcript, 'segments'> | null,
  segmentId: number,
  direction: 1 | -1,
): StoredSegment | null {
  const segments =
    transcript?.segments.filter(({ id, removed }) => removed === null || id === segmentId) ?? [];
  const index = segments.findIndex(({ id }) => id === segmentId);
  return index === -1 ? null : (segments[index + direction] ?? null);
}
