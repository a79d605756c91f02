import { PencilLine } from 'lucide-react';
import { Fragment, type MouseEvent, useRef } from 'react';
import { useStore } from 'zustand';
import type { StoredSegment, Word } from '../../../worker/contract/index.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { useTranscriptTools } from './transcriptContext.ts';
import { UNCERTAIN_BELOW } from './uncertainWordList.ts';
import { useFoundHighlight } from './useFoundHighlight.ts';
import { wordRange } from './wordRange.ts';

/** Browsers round where they seek to, down as well: a word that was clicked is the one that is heard. */
const ROUNDING_SECONDS = 0.005;

function findWordAt(words: readonly Word[], time: number): number {
  const at = time + ROUNDING_SECONDS;
  return words.findIndex(({ start, end }) => at >= start && at < end);
}

export interface SegmentTextProps {
  /** Of the element, for what it describes. */
  readonly id: string;
  readonly segment: StoredSegment;
}

/** The words of a passage: each plays from there when it is clicked, and is written when it is clicked twice. */
export function SegmentText({ id: elementId, segment }: SegmentTextProps) {
  const { player: playerStore } = useStores();
  const { editor, player } = useTranscriptTools();
  const { id, start, text, words, removed, edited } = segment;
  const paragraph = useRef<HTMLParagraphElement>(null);
  const heardWord = useStore(playerStore, ({ time }) => (time === 0 ? -1 : findWordAt(words, time)));
  const shownWord = useStore(editor, ({ uncertainWord }) =>
    uncertainWord?.segmentId === id ? uncertainWord.wordIndex : -1,
  );
  const currentMatch = useStore(editor, ({ find }) =>
    find.match?.segmentId === id ? find.match.index : null,
  );
  useFoundHighlight(paragraph, text, currentMatch);

  const wordIndexAt = ({ target }: MouseEvent): number | null => {
    const word = target instanceof HTMLElement ? target.dataset['word'] : undefined;
    return word === undefined ? null : Number(word);
  };
  return (
    <p
      ref={paragraph}
      id={elementId}
      className="segment-text"
      onClick={(event) => {
        const index = wordIndexAt(event);
        if (index === null || document.getSelection()?.isCollapsed === false) return;
        player.playFrom(words[index]?.start ?? start);
      }}
      onDoubleClick={(event) => {
        if (removed !== null) return;
        // The first of the two clicks began to play.
        player.pause();
        const index = wordIndexAt(event);
        editor.getState().edit(id, index === null ? null : wordRange(segment, index));
      }}
    >
      {words.length === 0
        ? text.trim()
        : words.map((word, index) => (
            <Fragment key={index}>
              {index > 0 && word.text.startsWith(' ') && ' '}
              <span
                data-word={index}
                data-heard={index === heardWord}
                data-uncertain={word.probability < UNCERTAIN_BELOW}
                data-current={index === shownWord}
              >
                {word.text.trimStart()}
              </span>
            </Fragment>
          ))}
      {edited && (
        <span className="segment-edited" title={en.transcript.segment.edited}>
          <PencilLine aria-label={en.transcript.segment.edited} />
        </span>
      )}
    </p>
  );
}
