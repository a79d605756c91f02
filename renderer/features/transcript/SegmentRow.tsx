import { memo, useId, useState } from 'react';
import { useStore } from 'zustand';
import { formatTimecode, type StoredSegment } from '../../../worker/contract/index.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { SegmentActionButtons } from './SegmentActionButtons.tsx';
import { SegmentEditor } from './SegmentEditor.tsx';
import './SegmentRow.css';
import { SegmentText } from './SegmentText.tsx';
import { SpeakerMenu } from './SpeakerMenu.tsx';
import { useSpeakers, useTranscriptTools } from './transcriptContext.ts';

export interface SegmentRowProps {
  readonly segment: StoredSegment;
  /** False where the passage before is by the same speaker. */
  readonly showsSpeaker: boolean;
}

/** A passage: its time, which plays it, who says it, its words, and what can be done with it. */
export const SegmentRow = memo(function SegmentRow({ segment, showsSpeaker }: SegmentRowProps) {
  const { player: playerStore } = useStores();
  const { editor, player } = useTranscriptTools();
  const speakers = useSpeakers();
  const { id, start, end, removed } = segment;
  const isHeard = useStore(playerStore, ({ time }) => time > 0 && time >= start && time < end);
  const isSelected = useStore(editor, (state) => state.selectedId === id);
  const editing = useStore(editor, (state) => (state.editing?.segmentId === id ? state.editing : null));
  const textId = useId();
  const [isHovered, setHovered] = useState(false);
  // Hundreds of buttons that nobody sees would have to be made while the transcript is scrolled.
  const hasActions = isHovered || isSelected || removed !== null;
  const time = formatTimecode(start, 'clock');
  const speaker = speakers.find(({ label }) => label === segment.speaker) ?? null;
  // One passage at a time is on the way of the Tab key; arrows go from one to the next.
  const tabIndex = isSelected ? 0 : -1;

  const select = (): void => {
    editor.getState().select(id);
  };
  return (
    <div
      className={`segment speaker-tone-${speaker?.tone ?? 0}`}
      data-heard={isHeard}
      data-removed={removed !== null}
      data-selected={isSelected}
      data-shows-speaker={showsSpeaker}
      onFocus={select}
      onPointerDown={select}
      onPointerEnter={() => {
        setHovered(true);
      }}
      onPointerLeave={() => {
        setHovered(false);
      }}
    >
      <button
        type="button"
        className="segment-time numbers small"
        aria-label={en.transcript.segment.playFrom(time)}
        aria-describedby={textId}
        tabIndex={tabIndex}
        onClick={() => {
          player.playFrom(start);
        }}
      >
        {time}
      </button>
      <div className="segment-body">
        {showsSpeaker && <SpeakerMenu segment={segment} time={time} tabIndex={tabIndex} />}
        {editing === null ? (
          <SegmentText id={textId} segment={segment} />
        ) : (
          <SegmentEditor segment={segment} time={time} selection={editing.selection} />
        )}
        {removed !== null && <p className="muted small">{en.transcript.segment.reasons[removed]}</p>}
      </div>
      <div className="segment-actions">
        {hasActions && <SegmentActionButtons segment={segment} time={time} tabIndex={tabIndex} />}
      </div>
    </div>
  );
});
