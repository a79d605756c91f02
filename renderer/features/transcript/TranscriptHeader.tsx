import { ArrowLeft, Copy, Download, Keyboard, PanelRight, Redo2, Search, Undo2 } from 'lucide-react';
import type { Meeting } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';
import { en } from '../../strings/en.ts';
import { CopyTranscript } from './CopyTranscript.tsx';
import { describeMeeting } from './describeMeeting.ts';
import { useTranscriptTools } from './transcriptContext.ts';
import './TranscriptHeader.css';
import { UncertainWords } from './UncertainWords.tsx';

export interface TranscriptHeaderProps {
  readonly meeting: Meeting | null;
  readonly hasPanel: boolean;
  readonly onTogglePanel: () => void;
  readonly onExport: () => void;
  readonly onShortcuts: () => void;
}

/** What meeting it is, and what can be done with its transcript as a whole. */
export function TranscriptHeader({
  meeting,
  hasPanel,
  onTogglePanel,
  onExport,
  onShortcuts,
}: TranscriptHeaderProps) {
  const { route } = useStores();
  const { editor, actions } = useTranscriptTools();
  const transcript = meeting?.transcript ?? null;
  const titleOf = useModelTitles();
  const isEmpty = transcript === null || transcript.segments.length === 0;
  const { undo, redo } = transcript?.history ?? { undo: null, redo: null };
  return (
    <header className="transcript-header">
      <IconButton
        label={en.transcript.back}
        icon={<ArrowLeft />}
        onClick={() => {
          route.getState().go({ view: 'library' });
        }}
      />
      <div className="transcript-header-text">
        <h1>{meeting?.title ?? en.transcript.words}</h1>
        {meeting !== null && (
          <p className="muted small numbers">{describeMeeting(meeting, titleOf, Date.now())}</p>
        )}
      </div>
      <div className="transcript-header-tools" role="toolbar" aria-label={en.transcript.tools}>
        <UncertainWords segments={transcript?.segments ?? []} />
        <IconButton
          label={en.transcript.undo(undo)}
          icon={<Undo2 />}
          disabled={undo === null}
          onClick={() => void actions.undo()}
        />
        <IconButton
          label={en.transcript.redo(redo)}
          icon={<Redo2 />}
          disabled={redo === null}
          onClick={() => void actions.redo()}
        />
        <IconButton
          label={en.transcript.find.open}
          icon={<Search />}
          disabled={isEmpty}
          onClick={() => {
            editor.getState().openFind();
          }}
        />
        <CopyTranscript segments={transcript?.segments ?? []} icon={<Copy />} />
        <IconButton label={en.transcript.shortcuts} icon={<Keyboard />} onClick={onShortcuts} />
        <IconButton
          label={en.transcript.details}
          icon={<PanelRight />}
          aria-pressed={hasPanel}
          onClick={onTogglePanel}
        />
      </div>
      <Button icon={<Download aria-hidden="true" />} disabled={isEmpty} onClick={onExport}>
        {en.transcript.export}
      </Button>
    </header>
  );
}
