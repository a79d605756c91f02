import { Merge, Plus } from 'lucide-react';
import { useMemo } from 'react';
import type { Transcript } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Menu } from '../../components/Menu.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { type ShownSpeaker, shareOfWords } from './speakers.ts';
import { useSpeakers, useTranscriptTools } from './transcriptContext.ts';

const text = en.transcript.speakers;

/** Who speaks: names, which hold everywhere, and how much each says. */
export function SpeakersSection({ transcript }: { readonly transcript: Transcript }) {
  const { actions } = useTranscriptTools();
  const speakers = useSpeakers();
  const shares = useMemo(() => shareOfWords(transcript.segments), [transcript.segments]);
  return (
    <section>
      <h2>{text.title}</h2>
      {speakers.length === 0 && <p className="muted small">{text.emptyText}</p>}
      <ul className="speaker-list">
        {speakers.map((speaker) => (
          <li key={speaker.label} className={`speaker-tone-${speaker.tone}`}>
            <span className="speaker-dot" />
            <SpeakerName speaker={speaker} />
            <span className="small muted numbers" title={text.share(formatShare(shares.get(speaker.label)))}>
              {formatShare(shares.get(speaker.label))}
            </span>
            <MergeMenu speaker={speaker} speakers={speakers} />
          </li>
        ))}
      </ul>
      <Button
        variant="quiet"
        icon={<Plus aria-hidden="true" />}
        onClick={() => void actions.addSpeaker(null, text.unnamed(speakers.length + 1))}
      >
        {text.add}
      </Button>
    </section>
  );
}

/** Enter and leaving the field keep the name, Escape the one before. */
function SpeakerName({ speaker }: { readonly speaker: ShownSpeaker }) {
  const { transcript } = useStores();
  const { label, name, isNamed } = speaker;
  return (
    <input
      // Another name, from an undo or another window, is another field.
      key={name}
      className="speaker-name"
      aria-label={text.nameOf(name)}
      placeholder={name}
      defaultValue={isNamed ? name : ''}
      maxLength={200}
      spellCheck={false}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = isNamed ? name : '';
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
      onBlur={(event) => {
        const written = event.currentTarget.value.trim();
        if (written === '') event.currentTarget.value = isNamed ? name : '';
        else if (written !== name) {
          void transcript.getState().edit({ kind: 'renameSpeaker', label, name: written });
        }
      }}
    />
  );
}

interface MergeMenuProps {
  readonly speaker: ShownSpeaker;
  readonly speakers: readonly ShownSpeaker[];
}

function MergeMenu({ speaker, speakers }: MergeMenuProps) {
  const { transcript } = useStores();
  const items = speakers
    .filter(({ label }) => label !== speaker.label)
    .map(({ label, name, tone }) => ({
      key: label,
      label: text.mergeInto(name),
      icon: <span className={`speaker-dot speaker-tone-${tone}`} />,
      onSelect: () =>
        void transcript.getState().edit({ kind: 'mergeSpeakers', label: speaker.label, into: label }),
    }));
  if (items.length === 0) return null;
  return (
    <Menu label={text.merge(speaker.name)} className="icon-button" items={items}>
      <Merge aria-hidden="true" />
    </Menu>
  );
}

/** `38 %`; a share that rounds to nothing says so. */
function formatShare(share = 0): string {
  return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`;
}
