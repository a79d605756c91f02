import { useEffect, useRef } from 'react';
import { allowsKey } from '../../stores/allowsKey.ts';
import { useStores } from '../../stores/stores.ts';
import type { TranscriptTools } from './transcriptContext.ts';
import { takesKeys } from './takesKeys.ts';
import { stepToWord } from './uncertainWordList.ts';

/** Keys for the whole transcript: undo and redo, find, uncertain words, and the list of keys. */
export function useTranscriptKeys({ editor, actions }: TranscriptTools, onHelp: () => void): void {
  const { transcript, settings } = useStores();
  const showHelp = useRef(onHelp);
  showHelp.current = onHelp;
  useEffect(() => {
    const pressWithControl = (event: KeyboardEvent): boolean => {
      const key = event.key.toLowerCase();
      if (key === 'f') {
        editor.getState().openFind();
        return true;
      }
      // A field undoes what is written in it.
      if (takesKeys(event)) return false;
      if (key === 'y' || (key === 'z' && event.shiftKey)) void actions.redo();
      else if (key === 'z') void actions.undo();
      else return false;
      return true;
    };
    const pressAlone = (event: KeyboardEvent): boolean => {
      if (takesKeys(event) || !allowsKey(settings, event.key)) return false;
      if (event.key === '?') {
        showHelp.current();
        return true;
      }
      if (event.key.toLowerCase() !== 'u') return false;
      const segments = transcript.getState().meeting?.transcript?.segments ?? [];
      const { uncertainWord, showUncertainWord } = editor.getState();
      const word = stepToWord(segments, uncertainWord, event.shiftKey ? -1 : 1);
      if (word !== null) showUncertainWord(word);
      return true;
    };
    const press = (event: KeyboardEvent): void => {
      if (event.altKey || event.defaultPrevented) return;
      const isHandled = event.ctrlKey || event.metaKey ? pressWithControl(event) : pressAlone(event);
      if (isHandled) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [actions, editor, settings, transcript]);
}
