import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { WordPlace } from './editorStore.ts';

/** Below this the model itself thinks a word more likely wrong than right. */
export const UNCERTAIN_BELOW = 0.5;

/** Words worth checking, in the order of the transcript. Removed passages have none, nor has what a person wrote. */
export function listUncertainWords(segments: readonly StoredSegment[]): readonly WordPlace[] {
  return segments
    .filter(({ removed }) => removed === null)
    .flatMap(({ id, words }) =>
      words.flatMap(({ probability }, wordIndex) =>
        probability < UNCERTAIN_BELOW ? [{ segmentId: id, wordIndex }] : [],
      ),
    );
}

/** The one after (or before) a place in the transcript, going around at its end; null where there is none. */
export function stepToWord(
  segments: readonly StoredSegment[],
  from: WordPlace | null,
  direction: 1 | -1,
): WordPlace | null {
  const words = listUncertainWords(segments);
  const rows = new Map(segments.map(({ id }, index) => [id, index]));
  const compare = (a: WordPlace, b: WordPlace): number =>
    (rows.get(a.segmentId) ?? 0) - (rows.get(b.segmentId) ?? 0) || a.wordIndex - b.wordIndex;
  const next =
    from === null
      ? undefined
      : direction === 1
        ? words.find((word) => compare(word, from) > 0)
        : words.findLast((word) => compare(word, from) < 0);
  return next ?? words.at(direction === 1 ? 0 : -1) ?? null;
}
