import { createContext, useContext } from 'react';
import type { EditorStore } from './editorStore.ts';
import type { SegmentActions } from './segmentActions.ts';
import type { Player } from './usePlayer.ts';
import type { ShownSpeaker } from './speakers.ts';

/** What the rows of the open transcript share. */
export interface TranscriptTools {
  readonly editor: EditorStore;
  readonly actions: SegmentActions;
  readonly player: Player;
}

export const TranscriptContext = createContext<TranscriptTools | null>(null);
export const SpeakersContext = createContext<readonly ShownSpeaker[]>([]);

/** Throws outside of a `TranscriptContext`: a mistake of ours. */
export function useTranscriptTools(): TranscriptTools {
  const tools = useContext(TranscriptContext);
  if (tools === null) throw new Error('There is no transcript view around this component.');
  return tools;
}

export function useSpeakers(): readonly ShownSpeaker[] {
  return useContext(SpeakersContext);
}
