import { Pause, Play, RotateCcw, RotateCw, Volume1, Volume2, VolumeX } from 'lucide-react';
import { useStore } from 'zustand';
import { formatTimecode, type MediaRecord, type StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './PlayerBar.css';
import { SpeakerStrip } from './SpeakerStrip.tsx';
import type { Player } from './usePlayer.ts';
import { SKIP_SECONDS } from './usePlayerKeys.ts';
import { Waveform } from './Waveform.tsx';

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const text = en.transcript.player;

export interface PlayerBarProps {
  readonly player: Player;
  readonly media: MediaRecord;
  readonly segments: readonly StoredSegment[];
}

export function PlayerBar({ player, media, segments }: PlayerBarProps) {
  const stores = useStores();
  const { isPlaying, rate, time, volume, isMuted } = useStore(stores.player);
  if (player.hasFailed) {
    return (
      <div className="player-bar" role="status">
        <p className="muted small">{text.failed}</p>
      </div>
    );
  }
  return (
    <section className="player-bar" aria-label={text.label}>
      <IconButton
        label={text.back5}
        icon={<RotateCcw />}
        onClick={() => {
          player.seek(time - SKIP_SECONDS);
        }}
      />
      <IconButton
        className="player-bar-play"
        label={isPlaying ? text.pause : text.play}
        icon={isPlaying ? <Pause /> : <Play />}
        onClick={player.toggle}
      />
      <IconButton
        label={text.forward5}
        icon={<RotateCw />}
        onClick={() => {
          player.seek(time + SKIP_SECONDS);
        }}
      />
      <span className="player-bar-time numbers small">{formatTimecode(time, 'clock')}</span>
      <Waveform
        mediaId={media.mediaId}
        durationSeconds={media.durationSeconds}
        time={time}
        onSeek={player.seek}
      >
        <SpeakerStrip segments={segments} durationSeconds={media.durationSeconds} />
      </Waveform>
      <span className="player-bar-time numbers small muted">
        {formatTimecode(media.durationSeconds, 'clock')}
      </span>
      <div className="player-bar-volume">
        <IconButton
          label={isMuted ? text.unmute : text.mute}
          icon={isMuted || volume === 0 ? <VolumeX /> : volume < 0.5 ? <Volume1 /> : <Volume2 />}
          onClick={player.toggleMuted}
        />
        <input
          type="range"
          aria-label={text.volume}
          min={0}
          max={1}
          step={0.05}
          value={isMuted ? 0 : volume}
          onChange={(event) => {
            player.setVolume(event.currentTarget.valueAsNumber);
          }}
        />
      </div>
      <select
        aria-label={text.speed}
        value={rate}
        onChange={(event) => {
          player.setRate(Number(event.currentTarget.value));
        }}
      >
        {RATES.map((choice) => (
          <option key={choice} value={choice}>
            {text.rate(choice)}
          </option>
        ))}
      </select>
    </section>
  );
}
