import { ArrowDownToLine, ArrowUpToLine, Copy, Ellipsis } from 'lucide-react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { Menu, type MenuItem } from '../../components/Menu.tsx';
import { en } from '../../strings/en.ts';
import { createSpeakerItems } from './createSpeakerItems.tsx';
import { useSpeakers, useTranscriptTools } from './transcriptContext.ts';

export interface SegmentMenuProps {
  readonly segment: StoredSegment;
  readonly time: string;
  readonly tabIndex: number;
}

/** What is done with a passage less often. */
export function SegmentMenu({ segment, time, tabIndex }: SegmentMenuProps) {
  const { actions } = useTranscriptTools();
  const speakers = useSpeakers();
  const { id, removed, text } = segment;
  const isRemoved = removed !== null;
  const items: readonly MenuItem[] = [
    {
      key: 'copy',
      label: en.transcript.segment.copy,
      icon: <Copy aria-hidden="true" />,
      onSelect: () => void navigator.clipboard.writeText(text.trim()),
    },
    {
      key: 'previous',
      label: en.transcript.segment.mergePrevious,
      icon: <ArrowUpToLine aria-hidden="true" />,
      isDisabled: isRemoved,
      onSelect: () => void actions.mergeIntoPrevious(id),
    },
    {
      key: 'next',
      label: en.transcript.segment.mergeNext,
      icon: <ArrowDownToLine aria-hidden="true" />,
      isDisabled: isRemoved,
      onSelect: () => void actions.mergeWithNext(id),
    },
    ...createSpeakerItems({ segment, speakers, actions }),
  ];
  return (
    <Menu
      label={en.transcript.segment.actions(time)}
      className="icon-button"
      items={items}
      tabIndex={tabIndex}
    >
      <Ellipsis aria-hidden="true" />
    </Menu>
  );
}
