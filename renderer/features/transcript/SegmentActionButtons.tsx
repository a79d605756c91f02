import { Pencil, Trash2, Undo2 } from 'lucide-react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { en } from '../../strings/en.ts';
import { SegmentMenu } from './SegmentMenu.tsx';
import { useTranscriptTools } from './transcriptContext.ts';

export interface SegmentActionButtonsProps {
  readonly segment: StoredSegment;
  readonly time: string;
  readonly tabIndex: number;
}

/** What can be done with a passage. */
export function SegmentActionButtons({ segment, time, tabIndex }: SegmentActionButtonsProps) {
  const { editor, actions } = useTranscriptTools();
  const { id, removed } = segment;
  return (
    <>
      {removed === null && (
        <IconButton
          label={en.transcript.segment.edit}
          icon={<Pencil />}
          tabIndex={tabIndex}
          onClick={() => {
            editor.getState().edit(id);
          }}
        />
      )}
      <IconButton
        label={removed === null ? en.transcript.segment.remove : en.transcript.segment.restore}
        icon={removed === null ? <Trash2 /> : <Undo2 />}
        tabIndex={tabIndex}
        onClick={() => void actions.toggleRemoved(id)}
      />
      <SegmentMenu segment={segment} time={time} tabIndex={tabIndex} />
    </>
  );
}
