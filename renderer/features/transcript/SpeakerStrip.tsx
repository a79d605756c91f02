import { memo, useMemo } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { drawTurns } from './drawTurns.ts';
import { useSpeakers } from './transcriptContext.ts';

export interface SpeakerStripProps {
  readonly segments: readonly StoredSegment[];
  readonly durationSeconds: number;
}

/** Who speaks when, as a coloured line below the waveform. The transcript says the same in words. */
export const SpeakerStrip = memo(function SpeakerStrip({ segments, durationSeconds }: SpeakerStripProps) {
  const speakers = useSpeakers();
  const turns = useMemo(() => drawTurns(segments, speakers), [segments, speakers]);
  if (turns.length === 0) return null;
  return (
    <svg
      className="speaker-strip"
      viewBox={`0 0 ${durationSeconds} 2`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {turns.map(({ tone, path }) => (
        <path key={tone} className={`speaker-tone-${tone}`} d={path} />
      ))}
    </svg>
  );
});
