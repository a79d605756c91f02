import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Meeting } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { createEditorStore } from './editorStore.ts';
import { FindBar } from './FindBar.tsx';
import { LiveProgress } from './LiveProgress.tsx';
import { PlayerBar } from './PlayerBar.tsx';
import { createSegmentActions } from './segmentActions.ts';
import { SegmentList } from './SegmentList.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { SidePanel } from './SidePanel.tsx';
import { showSpeakers } from './speakers.ts';
import { SpeakersContext, TranscriptContext } from './transcriptContext.ts';
import { TranscriptHeader } from './TranscriptHeader.tsx';
import './TranscriptView.css';
import { useMediaSource } from './useMediaSource.ts';
import { usePanel } from './usePanel.ts';
import { usePlayer } from './usePlayer.ts';
import { usePlayerKeys } from './usePlayerKeys.ts';
import { useTranscriptKeys } from './useTranscriptKeys.ts';

export interface TranscriptViewProps {
  readonly meetingId: string;
  /** Seconds to open it at; null is the beginning. */
  readonly at: number | null;
  /** The export dialog, for as long as it is open. */
  readonly renderExport: (meeting: Meeting, onClose: () => void) => ReactNode;
}

type OpenDialog = 'export' | 'shortcuts' | null;

export function TranscriptView({ meetingId, at, renderExport }: TranscriptViewProps) {
  const { stores } = usePage();
  const { transcript: store, player: playerStore, models } = stores;
  const meeting = useStore(store, (state) => state.meeting);
  const error = useStore(store, (state) => state.error);
  const editError = useStore(store, (state) => state.editError);
  const transcript = meeting?.transcript ?? null;
  const caution = useStore(
    models,
    (state) => state.models?.find(({ modelId }) => modelId === transcript?.modelId)?.caution,
  );
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const panel = usePanel();
  const [editor] = useState(createEditorStore);
  const said = useStore(editor, (state) => state.said);
  const isFinding = useStore(editor, (state) => state.find.isOpen);
  const player = usePlayer(useMediaSource(meeting?.media.mediaId));
  const actions = useMemo(() => createSegmentActions(store, editor), [editor, store]);
  const tools = useMemo(() => ({ editor, actions, player }), [actions, editor, player]);
  const speakers = useMemo(() => showSpeakers(transcript?.speakers ?? []), [transcript?.speakers]);
  usePlayerKeys(player);
  useTranscriptKeys(tools, () => {
    setDialog('shortcuts');
  });

  useEffect(() => {
    void store.getState().open(meetingId);
    playerStore.setState({ time: at ?? 0, isPlaying: false, rate: 1 });
    return () => {
      store.getState().close();
    };
  }, [at, meetingId, playerStore, store]);

  const transcriptId = transcript?.transcriptId;
  useEffect(() => {
    // Passages of another version have other texts under the same ids.
    editor.getState().stopEditing();
  }, [editor, transcriptId]);

  const closeDialog = (): void => {
    setDialog(null);
  };
  const segments = transcript?.segments ?? [];
  return (
    <TranscriptContext value={tools}>
      <SpeakersContext value={speakers}>
        <div className="transcript-view">
          <TranscriptHeader
            meeting={meeting}
            hasPanel={panel.isOpen}
            onTogglePanel={panel.toggle}
            onExport={() => {
              setDialog('export');
            }}
            onShortcuts={() => {
              setDialog('shortcuts');
            }}
          />
          {isFinding && <FindBar segments={segments} />}
          {error !== null && (
            <div className="transcript-error">
              <ErrorCard error={error} />
            </div>
          )}
          {editError !== null && (
            <div className="transcript-error">
              <ErrorCard error={editError} onDismiss={store.getState().dismissEditError} />
            </div>
          )}
          <div className="transcript-columns">
            <div className="transcript-words">
              {meeting !== null && <LiveProgress meeting={meeting} />}
              {caution != null && (
                <div className="transcript-caution">
                  <Caution text={caution}>
                    <Button
                      onClick={() => {
                        stores.route.getState().go({ view: 'models' });
                      }}
                    >
                      {en.transcript.otherModels}
                    </Button>
                  </Caution>
                </div>
              )}
              {meeting === null && error === null && (
                <p className="muted transcript-loading">{en.transcript.loading}</p>
              )}
              {meeting !== null && segments.length === 0 && (
                <EmptyState {...en.transcript[transcript?.status === 'complete' ? 'silent' : 'empty']} />
              )}
              <SegmentList segments={segments} at={at} />
            </div>
            {meeting !== null && panel.isOpen && <SidePanel key={meeting.meetingId} meeting={meeting} />}
          </div>
          <p className="visually-hidden" role="status">
            {said}
          </p>
          <audio ref={player.audio} preload="metadata" hidden />
          {meeting !== null && <PlayerBar player={player} media={meeting.media} segments={segments} />}
          {dialog === 'export' && meeting !== null && renderExport(meeting, closeDialog)}
          {dialog === 'shortcuts' && <ShortcutsDialog onClose={closeDialog} />}
        </div>
      </SpeakersContext>
    </TranscriptContext>
  );
}
