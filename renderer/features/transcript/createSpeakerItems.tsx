import { UserPlus } from 'lucide-react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { MenuItem } from '../../components/Menu.tsx';
import { en } from '../../strings/en.ts';
import type { SegmentActions } from './segmentActions.ts';
import type { ShownSpeaker } from './speakers.ts';

export interface SpeakerItemsOptions {
  readonly segment: StoredSegment;
  readonly speakers: readonly ShownSpeaker[];
  readonly actions: SegmentActions;
}

/** Who can be chosen as the speaker of a passage. */
export function createSpeakerItems({ segment, speakers, actions }: SpeakerItemsOptions): readonly MenuItem[] {
  const { id, speaker } = segment;
  return [
    ...speakers.map(({ label, name, tone }, index) => ({
      key: label,
      label: name,
      icon: <span className={`speaker-dot speaker-tone-${tone}`} />,
      isChosen: label === speaker,
      isFirstOfGroup: index === 0,
      onSelect: () => void actions.setSpeaker(id, label),
    })),
    ...(speaker === null
      ? []
      : [
          {
            key: 'none',
            label: en.transcript.speakers.none,
            icon: <span className="speaker-dot speaker-tone-0" />,
            isChosen: false,
            onSelect: () => void actions.setSpeaker(id, null),
          },
        ]),
    {
      key: 'new',
      label: en.transcript.speakers.newSpeaker,
      icon: <UserPlus aria-hidden="true" />,
      isFirstOfGroup: speakers.length === 0,
      onSelect: () => void actions.addSpeaker(id, en.transcript.speakers.unnamed(speakers.length + 1)),
    },
  ];
}
