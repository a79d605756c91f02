import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { ShownSpeaker } from './speakers.ts';

/** When the speakers of one colour speak, as an SVG path of lines along the seconds of the recording. */
export interface DrawnTurns {
  readonly tone: number;
  readonly path: string;
}

/** A path for each colour; passages in a row by the same speaker are one line, whatever the pause between them. */
export function drawTurns(
  segments: readonly StoredSegment[],
  speakers: readonly ShownSpeaker[],
): readonly DrawnTurns[] {
  const tones = new Map(speakers.map(({ label, tone }) => [label, tone]));
  const turns: { label: string | null; start: number; end: number }[] = [];
  for (const { speaker: label, start, end, removed } of segments) {
    if (removed !== null) continue;
    const last = turns.at(-1);
    if (last?.label === label) last.end = Math.max(last.end, end);
    else turns.push({ label, start, end });
  }
  const paths = new Map<number, string>();
  for (const { label, start, end } of turns) {
    const tone = label === null ? undefined : tones.get(label);
    if (tone === undefined) continue;
    paths.set(tone, `${paths.get(tone) ?? ''}M${start.toFixed(1)} 1H${end.toFixed(1)}`);
  }
  return [...paths].map(([tone, path]) => ({ tone, path }));
}
