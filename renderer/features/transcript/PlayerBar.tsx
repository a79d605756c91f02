import { Pause, Play, RotateCcw, RotateCw } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useStore } from 'zustand';
import { formatTimecode } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './PlayerBar.css';
import type { Player } from './usePlayer.ts';
import { SKIP_SECONDS } from './usePlayerKeys.ts';

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export interface PlayerBarProps {
  readonly player: Player;
  readonly durationSeconds: number;
}

export function PlayerBar({ player, durationSeconds }: PlayerBarProps) {
  const stores = useStores();
  const { isPlaying, rate, time } = useStore(stores.player);
  if (player.hasFailed) {
    return (
      <div className="player-bar" role="status">
        <p className="muted small">{en.transcript.playerFailed}</p>
      </div>
    );
  }
  const position = formatTimecode(time, 'clock');
  const end = formatTimecode(durationSeconds, 'clock');
  return (
    <div className="player-bar">
      <IconButton
        label={en.transcript.back5}
        icon={<RotateCcw />}
        onClick={() => {
          player.seek(time - SKIP_SECONDS);
        }}
      />
      <IconButton
        className="player-bar-play"
        label={isPlaying ? en.transcript.pause : en.transcript.play}
        icon={isPlaying ? <Pause /> : <Play />}
        onClick={player.toggle}
      />
      <IconButton
        label={en.transcript.forward5}
        icon={<RotateCw />}
        onClick={() => {
          player.seek(time + SKIP_SECONDS);
        }}
      />
      <span className="numbers small">{position}</span>
      <input
        type="range"
        aria-label={en.transcript.position}
        aria-valuetext={`${position} / ${end}`}
        min={0}
        max={durationSeconds}
        step={0.1}
        value={Math.min(time, durationSeconds)}
        style={createPlayedStyle(durationSeconds > 0 ? time / durationSeconds : 0)}
        onChange={(event) => {
          player.seek(event.currentTarget.valueAsNumber);
        }}
      />
      <span className="numbers small muted">{end}</span>
      <select
        aria-label={en.transcript.speed}
        value={rate}
        onChange={(event) => {
          player.setRate(Number(event.currentTarget.value));
        }}
      >
        {RATES.map((choice) => (
          <option key={choice} value={choice}>
            {en.transcript.rate(choice)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Tells the stylesheet how much of the track is behind the thumb, which only some browsers can show by themselves. */
function createPlayedStyle(fraction: number): CSSProperties {
  return { '--played': `${Math.min(1, fraction) * 100}%` } as CSSProperties;
}
