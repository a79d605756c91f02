import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Match } from './matches.ts';

/** Part of a segment's text, in characters. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface WordPlace {
  readonly segmentId: number;
  readonly wordIndex: number;
}

export interface EditorState {
  /** The passage that keys act on. */
  readonly selectedId: number | null;
  /** The passage whose text is being written, and what of it is selected at first; null: the caret is at its end. */
  readonly editing: { readonly segmentId: number; readonly selection: TextRange | null } | null;
  /** To be scrolled to; another object each time. */
  readonly revealed: { readonly segmentId: number; readonly hasFocus: boolean } | null;
  readonly uncertainWord: WordPlace | null;
  readonly find: {
    readonly isOpen: boolean;
    /** Another object each time it is asked for: the field takes the focus. */
    readonly asked: object;
    readonly query: string;
    readonly matchCase: boolean;
    /** The match that is shown. */
    readonly match: Match | null;
  };
  /** The last thing that was done, for those who do not see it. */
  readonly said: string;
  select(segmentId: number): void;
  edit(segmentId: number, selection?: TextRange | null): void;
  stopEditing(): void;
  /** Scrolls to a passage and selects it; with the focus, unless that belongs to what asked. */
  reveal(segmentId: number, hasFocus?: boolean): void;
  showUncertainWord(place: WordPlace): void;
  say(text: string): void;
  openFind(): void;
  setFind(find: Partial<EditorState['find']>): void;
}

export type EditorStore = StoreApi<EditorState>;

/** What the person does in the open transcript; nothing of it outlives the view. */
export function createEditorStore(): EditorStore {
  return createStore<EditorState>((set, get) => ({
    selectedId: null,
    editing: null,
    revealed: null,
    uncertainWord: null,
    said: '',
    find: { isOpen: false, asked: {}, query: '', matchCase: false, match: null },
    select(segmentId) {
      if (get().selectedId !== segmentId) set({ selectedId: segmentId });
    },
    edit(segmentId, selection = null) {
      set({ selectedId: segmentId, editing: { segmentId, selection } });
    },
    stopEditing() {
      set({ editing: null });
    },
    reveal(segmentId, hasFocus = true) {
      set({ selectedId: segmentId, revealed: { segmentId, hasFocus } });
    },
    showUncertainWord(place) {
      set({ uncertainWord: place });
      get().reveal(place.segmentId);
    },
    say(text) {
      set({ said: text });
    },
    openFind() {
      get().setFind({ isOpen: true, asked: {} });
    },
    setFind(find) {
      set({ find: { ...get().find, ...find } });
    },
  }));
}
