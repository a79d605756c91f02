import { Trash2, Undo2 } from 'lucide-react';
import { Fragment, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import { formatTimecode, type StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface SegmentRowProps {
  readonly segment: StoredSegment;
  readonly onPlay: (time: number) => void;
}

/** A segment: its time, which plays it, and its words, each of which plays from there when it is clicked. */
export function SegmentRow({ segment, onPlay }: SegmentRowProps) {
  const { player, transcript } = useStores();
  const { id, start, end, removed, words } = segment;
  const isHeard = useStore(player, ({ time }) => time > 0 && time >= start && time < end);
  const heardWord = useStore(player, ({ time }) =>
    words.findIndex((word) => time > 0 && time >= word.start && time < word.end),
  );
  const time = formatTimecode(start, 'clock');
  const setRemoved = (isRemoved: boolean): void => void transcript.getState().setRemoved(id, isRemoved);
  const playWord = ({ target }: MouseEvent): void => {
    const wordIndex = target instanceof HTMLElement ? target.dataset['word'] : undefined;
    if (document.getSelection()?.isCollapsed === false) return;
    if (wordIndex !== undefined) onPlay(words[Number(wordIndex)]?.start ?? start);
  };

  return (
    <div className="segment" data-heard={isHeard} data-removed={removed !== null}>
      <button
        type="button"
        className="segment-time numbers small"
        aria-label={en.transcript.playFrom(time)}
        onClick={() => {
          onPlay(start);
        }}
      >
        {time}
      </button>
      <div className="segment-body">
        {segment.speaker !== null && <p className="small segment-speaker">{segment.speaker}</p>}
        <p className="segment-text" onClick={playWord}>
          {words.length === 0
            ? segment.text
            : words.map((word, index) => (
                <Fragment key={index}>
                  {index > 0 && word.text.startsWith(' ') && ' '}
                  <span data-word={index} data-heard={index === heardWord}>
                    {word.text.trimStart()}
                  </span>
                </Fragment>
              ))}
        </p>
        {removed !== null && <p className="muted small">{en.transcript.reasons[removed]}</p>}
      </div>
      <IconButton
        className="segment-action"
        label={removed === null ? en.transcript.removeSegment : en.transcript.restore}
        icon={removed === null ? <Trash2 /> : <Undo2 />}
        onClick={() => {
          setRemoved(removed === null);
        }}
      />
    </div>
  );
}
