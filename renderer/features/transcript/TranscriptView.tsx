import { ArrowLeft, Download } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Meeting } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeMeeting } from './describeMeeting.ts';
import { LiveProgress } from './LiveProgress.tsx';
import { PlayerBar } from './PlayerBar.tsx';
import { SegmentList } from './SegmentList.tsx';
import './TranscriptView.css';
import { usePlayer } from './usePlayer.ts';
import { usePlayerKeys } from './usePlayerKeys.ts';

export interface TranscriptViewProps {
  readonly meetingId: string;
  /** Seconds to open it at; null is the beginning. */
  readonly at: number | null;
  /** The export dialog, for as long as it is open. */
  readonly renderExport: (meeting: Meeting, onClose: () => void) => ReactNode;
}

export function TranscriptView({ meetingId, at, renderExport }: TranscriptViewProps) {
  const { stores, host } = usePage();
  const { transcript, route, player: playerStore, connection, models } = stores;
  const meeting = useStore(transcript, (state) => state.meeting);
  const error = useStore(transcript, (state) => state.error);
  const model = useStore(models, (state) =>
    state.models?.find(({ modelId }) => modelId === meeting?.transcript?.modelId),
  );
  const [isExporting, setExporting] = useState(false);
  const isConnected = useStore(connection, (state) => state.status === 'connected');
  const [mediaUrl, setMediaUrl] = useState<string | null>(null);
  const mediaId = meeting?.media.mediaId;
  useEffect(() => {
    // The address holds for one connection; while there is none, what is buffered goes on playing.
    if (mediaId !== undefined && isConnected) setMediaUrl(host.mediaUrl(mediaId));
  }, [host, isConnected, mediaId]);
  const player = usePlayer(mediaUrl);
  usePlayerKeys(player);

  useEffect(() => {
    void transcript.getState().open(meetingId);
    playerStore.setState({ time: at ?? 0, isPlaying: false, rate: 1 });
    return () => {
      transcript.getState().close();
    };
  }, [at, meetingId, playerStore, transcript]);

  const segments = meeting?.transcript?.segments ?? [];
  return (
    <div className="transcript-view">
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
            <p className="muted small numbers">
              {describeMeeting(meeting, model?.title ?? null, Date.now())}
            </p>
          )}
        </div>
        <Button
          icon={<Download aria-hidden="true" />}
          disabled={segments.length === 0}
          onClick={() => {
            setExporting(true);
          }}
        >
          {en.transcript.export}
        </Button>
      </header>
      <LiveProgress meetingId={meetingId} />
      {model?.caution != null && (
        <div className="transcript-caution">
          <Caution text={model.caution} />
        </div>
      )}
      {error !== null && (
        <div className="transcript-error">
          <ErrorCard error={error} />
        </div>
      )}
      {meeting === null && error === null && (
        <p className="muted transcript-loading">{en.transcript.loading}</p>
      )}
      {meeting !== null && segments.length === 0 && (
        <EmptyState title={en.transcript.emptyTitle} text={en.transcript.emptyText} />
      )}
      <SegmentList segments={segments} at={at} onPlay={player.playFrom} />
      <audio ref={player.audio} preload="metadata" hidden />
      {meeting !== null && <PlayerBar player={player} durationSeconds={meeting.durationSeconds} />}
      {isExporting &&
        meeting !== null &&
        renderExport(meeting, () => {
          setExporting(false);
        })}
    </div>
  );
}
