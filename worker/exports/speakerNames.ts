import type { Segment } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';
import { toOneLine } from './toOneLine.ts';

/** Looks up the name to write for a segment's speaker: null where there is none or `enabled` is false. */
export function createSpeakerNames(
  { speakers }: ExportDocument,
  enabled: boolean,
): (segment: Pick<Segment, 'speaker'>) => string | null {
  const names = new Map(speakers.map(({ label, name }) => [label, toOneLine(name)]));
  return ({ speaker }) => (enabled && speaker !== null ? names.get(speaker) || toOneLine(speaker) : null);
}
