import { ChevronDown, ChevronUp } from 'lucide-react';
import { useMemo } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { en } from '../../strings/en.ts';
import { useTranscriptTools } from './transcriptContext.ts';
import { listUncertainWords, stepToWord } from './uncertainWordList.ts';

/** How many words are worth checking, and the way from one to the next. */
export function UncertainWords({ segments }: { readonly segments: readonly StoredSegment[] }) {
  const { editor } = useTranscriptTools();
  const count = useMemo(() => listUncertainWords(segments).length, [segments]);
  if (count === 0) return null;
  const step = (direction: 1 | -1): void => {
    const word = stepToWord(segments, editor.getState().uncertainWord, direction);
    if (word !== null) editor.getState().showUncertainWord(word);
  };
  return (
    <div className="uncertain-words" role="group" aria-label={en.transcript.uncertain.label}>
      <span className="small numbers">{en.transcript.uncertain.count(count)}</span>
      <IconButton
        label={en.transcript.uncertain.previous}
        icon={<ChevronUp />}
        onClick={() => {
          step(-1);
        }}
      />
      <IconButton
        label={en.transcript.uncertain.next}
        icon={<ChevronDown />}
        onClick={() => {
          step(1);
        }}
      />
    </div>
  );
}
