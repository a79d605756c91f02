import type { TimedPiece } from './timedPieces.ts';
import { partition } from './partition.ts';

export type LinePiece = Pick<TimedPiece, 'text' | 'spaceBefore'>;

/** Costs of a line: fewest lines first, then lines of like length, broken after punctuation. Chosen here. */
const COST_OF_LINE = 10;
const COST_OF_BREAK_WITHIN_CLAUSE = 0.2;

const CLAUSE_OR_SENTENCE_END = /[,;:.!?…–—，、；：。！？｡][)"'’”»\]]*$/u;

/** The text of pieces on one line, without a space at its start. */
export function joinPieces(pieces: readonly LinePiece[]): string {
  return pieces
    .map(({ text, spaceBefore }, index) => (spaceBefore && index > 0 ? ` ${text}` : text))
    .join('');
}

/** Length of `joinPieces` in characters as people count them: code points. */
export function countCharacters(pieces: readonly LinePiece[]): number {
  let characters = 0;
  for (const [index, { text, spaceBefore }] of pieces.entries()) {
    characters += [...text].length + (spaceBefore && index > 0 ? 1 : 0);
  }
  return characters;
}

/** How many lines the pieces need at least; a piece longer than a line takes one of its own. */
export function countLines(pieces: readonly LinePiece[], maxLineLength: number): number {
  let lines = 0;
  let lineStart = 0;
  for (let end = 1; end <= pieces.length; end++) {
    const startsLine = lines === 0 || countCharacters(pieces.slice(lineStart, end)) > maxLineLength;
    if (!startsLine) continue;
    lines++;
    lineStart = end - 1;
  }
  return lines;
}

/** Breaks the pieces into the fewest lines, balanced, after punctuation where there is a choice. */
export function breakCueLines(pieces: readonly LinePiece[], maxLineLength: number): string[] {
  let start = 0;
  return partition(pieces.length, (from, to) => rateLine(pieces, from, to, maxLineLength)).map((end) => {
    const line = joinPieces(pieces.slice(start, end));
    start = end;
    return line;
  });
}

function rateLine(pieces: readonly LinePiece[], from: number, to: number, maxLineLength: number): number {
  const characters = countCharacters(pieces.slice(from, to));
  if (characters > maxLineLength && to - from > 1) return Infinity;
  const emptiness = Math.max(0, 1 - characters / maxLineLength);
  const isGoodBreak = to === pieces.length || CLAUSE_OR_SENTENCE_END.test(pieces[to - 1]?.text ?? '');
  return COST_OF_LINE + emptiness ** 2 + (isGoodBreak ? 0 : COST_OF_BREAK_WITHIN_CLAUSE);
}
