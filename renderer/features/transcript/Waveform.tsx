import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatTimecode } from '../../../worker/contract/index.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './Waveform.css';
import { drawPeaks } from './drawPeaks.ts';
import { SKIP_SECONDS } from './usePlayerKeys.ts';

export interface WaveformProps {
  readonly mediaId: string;
  readonly durationSeconds: number;
  readonly time: number;
  readonly onSeek: (time: number) => void;
  /** Drawn below it, over the same length. */
  readonly children?: ReactNode;
}

/** Values asked for: more than bars fit on a wide screen. */
const PEAK_COUNT = 1000;
const PIXELS_PER_BAR = 4;
const FAR_SECONDS = 60;

/**
 * Where in the recording it is, over its waveform. The slider is the browser's own, laid over the drawing, so that it is
 * moved, focused and read out as any other; without a waveform it is a plain line.
 */
export function Waveform({ mediaId, durationSeconds, time, onSeek, children }: WaveformProps) {
  const peaks = usePeaks(mediaId);
  const frame = useRef<HTMLDivElement>(null);
  const bars = useBarCount(frame);
  const path = useMemo(() => drawPeaks(peaks, bars), [bars, peaks]);
  const position = formatTimecode(time, 'clock');
  const end = formatTimecode(durationSeconds, 'clock');

  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -SKIP_SECONDS,
      ArrowDown: -SKIP_SECONDS,
      ArrowRight: SKIP_SECONDS,
      ArrowUp: SKIP_SECONDS,
      PageDown: -FAR_SECONDS,
      PageUp: FAR_SECONDS,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onSeek(time + step);
  };
  return (
    <div ref={frame} className="waveform" style={createPlayedStyle(time, durationSeconds)}>
      {(['waveform-rest', 'waveform-played'] as const).map((part) => (
        <svg
          key={part}
          className={part}
          viewBox={`0 0 ${bars} 2`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={path} />
        </svg>
      ))}
      {children}
      <span className="waveform-cursor" />
      <input
        type="range"
        aria-label={en.transcript.player.position}
        aria-valuetext={`${position} / ${end}`}
        min={0}
        max={durationSeconds}
        step={0.1}
        value={Math.min(time, durationSeconds)}
        onKeyDown={press}
        onChange={(event) => {
          onSeek(event.currentTarget.valueAsNumber);
        }}
      />
    </div>
  );
}

/** Empty until it is known, and where the recording has none to give. */
function usePeaks(mediaId: string): readonly number[] {
  const { worker } = usePage();
  const [peaks, setPeaks] = useState<readonly number[]>([]);
  useEffect(() => {
    const loading = new AbortController();
    worker.request('media.peaks', { mediaId, count: PEAK_COUNT }, { signal: loading.signal }).then(
      setPeaks,
      // The player says what is wrong with media that cannot be read.
      () => undefined,
    );
    return () => {
      loading.abort();
    };
  }, [mediaId, worker]);
  return peaks;
}

function useBarCount(frame: { readonly current: HTMLElement | null }): number {
  const [bars, setBars] = useState(200);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setBars(Math.max(20, Math.floor(entry.contentRect.width / PIXELS_PER_BAR)));
    });
    if (frame.current !== null) observer.observe(frame.current);
    return () => {
      observer.disconnect();
    };
  }, [frame]);
  return bars;
}

/** Tells the stylesheet how much of the waveform has been heard. */
function createPlayedStyle(time: number, durationSeconds: number): CSSProperties {
  const fraction = durationSeconds > 0 ? Math.min(1, time / durationSeconds) : 0;
  return { '--played': `${fraction * 100}%` } as CSSProperties;
}
