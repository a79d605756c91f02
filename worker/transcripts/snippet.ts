import type { SearchHit } from '../contract/index.ts';
import { joinLetters, MATCH_END, MATCH_START } from './indexedText.ts';

type Pieces = SearchHit['snippet'];

const MARKS = new RegExp(`([${MATCH_START}${MATCH_END}])`);

/** Text with marks around the matches -> pieces without marks; matches that touch become one piece. */
export function toPieces(marked: string): Pieces {
  const pieces: { text: string; match: boolean }[] = [];
  let match = false;
  for (const part of marked.split(MARKS)) {
    if (part === MATCH_START) match = true;
    else if (part === MATCH_END) match = false;
    else pieces.push({ text: joinLetters(part), match });
  }
  return joinEqual(pieces);
}

/** Two lines or so in a list of results; most segments are shorter and stay whole. */
const MAX_LENGTH = 240;
/** What is kept before the first match, so that it is read in its context. */
const MAX_LEAD = 60;

/** Keeps the part of a long text that begins shortly before the first match, cut between words. */
export function cutSnippet(pieces: Pieces): Pieces {
  const text = pieces.map((piece) => piece.text).join('');
  if (text.length <= MAX_LENGTH) return pieces;
  const firstMatch = pieces.findIndex(({ match }) => match);
  const matchAt = pieces.slice(0, Math.max(0, firstMatch)).reduce((sum, piece) => sum + piece.text.length, 0);
  const from = startOfWord(
    text,
    Math.max(0, Math.min(matchAt - MAX_LEAD, text.length - MAX_LENGTH)),
    matchAt,
  );
  const to = startOfCharacter(text, Math.min(text.length, from + MAX_LENGTH));

  const kept: { text: string; match: boolean }[] = [];
  let at = 0;
  for (const piece of pieces) {
    kept.push({ ...piece, text: piece.text.slice(Math.max(0, from - at), Math.max(0, to - at)) });
    at += piece.text.length;
  }
  if (from > 0) kept.unshift({ text: '…', match: false });
  if (to < text.length) kept.push({ text: '…', match: false });
  return joinEqual(kept);
}

/** The first place from `at` on, but not past `limit`, that follows a space; `at` itself where there is none. */
function startOfWord(text: string, at: number, limit: number): number {
  if (at === 0) return 0;
  const space = text.indexOf(' ', at - 1);
  return space >= 0 && space < limit ? space + 1 : startOfCharacter(text, at);
}

/** Steps back out of the middle of a surrogate pair. */
function startOfCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** Drops empty pieces and joins neighbours of the same kind. */
function joinEqual(pieces: Pieces): Pieces {
  const joined: { text: string; match: boolean }[] = [];
  for (const { text, match } of pieces) {
    const last = joined.at(-1);
    if (text === '') continue;
    if (last?.match === match) last.text += text;
    else joined.push({ text, match });
  }
  return joined;
}
