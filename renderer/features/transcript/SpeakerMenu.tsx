import { ChevronDown } from 'lucide-react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { Menu } from '../../components/Menu.tsx';
import { en } from '../../strings/en.ts';
import { createSpeakerItems } from './createSpeakerItems.tsx';
import { useSpeakers, useTranscriptTools } from './transcriptContext.ts';

export interface SpeakerMenuProps {
  readonly segment: StoredSegment;
  readonly time: string;
  readonly tabIndex: number;
}

/** Who says a passage, as a button that changes it. */
export function SpeakerMenu({ segment, time, tabIndex }: SpeakerMenuProps) {
  const { actions } = useTranscriptTools();
  const speakers = useSpeakers();
  const name = speakers.find(({ label }) => label === segment.speaker)?.name ?? en.transcript.speakers.none;
  return (
    <Menu
      label={en.transcript.speakers.change(name, time)}
      className="speaker-button"
      items={createSpeakerItems({ segment, speakers, actions })}
      tabIndex={tabIndex}
    >
      <span className="speaker-dot" />
      {name}
      <ChevronDown aria-hidden="true" />
    </Menu>
  );
}
