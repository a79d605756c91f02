import type { TimedPiece } from './timedPieces.ts';
import { partition } from './partition.ts';

export type LinePiece = Pick<TimedPiece, 'text' | 'spaceBefore'>;

/** Costs of a line: fewest lines first, then lines of like length, broken after punctuation. Chosen here. */
const COST_OF_LINE = 10;
const COST_OF_BREAK_WITHIN_CLAUSE = 0.2;

const CLAUSE_OR_SENTENCE_END = /[,;:.!?…–—，、；：。！？｡][)"'’”»\]]*$/u;

/** Length of pieces from..to on one line, without a space at its start, in characters as people count them: code points. */
export type MeasurePieces = (from: number, to: number) => number;

/** Sums lengths once, so that the many candidate lines and cues of a long transcript are measured at no cost. */
export function createMeasure(pieces: readonly LinePiece[]): MeasurePieces {
  const ends = new Float64Array(pieces.length + 1);
  const starts = new Float64Array(pieces.length + 1);
  for (const [index, { text, spaceBefore }] of pieces.entries()) {
    starts[index] = (ends[index] ?? 0) + (spaceBefore ? 1 : 0);
    ends[index + 1] = (starts[index] ?? 0) + [...text].length;
  }
  return (from, to) => (ends[to] ?? 0) - (starts[from] ?? 0);
}

/** How many lines pieces from..to need at least; a piece longer than a line takes one of its own. */
export function countLines(measure: MeasurePieces, from: number, to: number, maxLineLength: number): number {
  let lines = 1;
  let lineStart = from;
  for (let end = from + 2; end <= to; end++) {
    if (measure(lineStart, end) <= maxLineLength) continue;
    lines++;
    lineStart = end - 1;
  }
  return lines;
}

/** Breaks the pieces into the fewest lines, balanced, after punctuation where there is a choice. */
export function breakCueLines(pieces: readonly LinePiece[], maxLineLength: number): string[] {
  const measure = createMeasure(pieces);
  const ends = partition(pieces.length, (from, to) => {
    const characters = measure(from, to);
    if (characters > maxLineLength && to - from > 1) return Infinity;
    const emptiness = Math.max(0, 1 - characters / maxLineLength);
    const isGoodBreak = to === pieces.length || CLAUSE_OR_SENTENCE_END.test(pieces[to - 1]?.text ?? '');
    return COST_OF_LINE + emptiness ** 2 + (isGoodBreak ? 0 : COST_OF_BREAK_WITHIN_CLAUSE);
  });
  return ends.map((end, index) => joinPieces(pieces.slice(ends[index - 1] ?? 0, end)));
}

function joinPieces(pieces: readonly LinePiece[]): string {
  return pieces
    .map(({ text, spaceBefore }, index) => (spaceBefore && index > 0 ? ` ${text}` : text))
    .join('');
}
