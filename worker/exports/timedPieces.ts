import type { Segment } from '../contract/index.ts';
import { toOneLine } from './toOneLine.ts';

/** The smallest unit a caption is made of: a word with its times, as it is written. */
export interface TimedPiece {
  readonly text: string;
  /** True if a space stands before it; words of Chinese and others follow each other without one. */
  readonly spaceBefore: boolean;
  readonly start: number;
  readonly end: number;
}

/** Languages written without spaces, as openai/whisper lists them in `tokenizer.py` for splitting words. */
const LANGUAGES_WITHOUT_SPACES = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);

/**
 * The words of a segment. Where it has none, or they no longer spell its text because the text was edited, the text
 * is split and the segment's time shared out by characters.
 */
export function getTimedPieces(segment: Segment): TimedPiece[] {
  const text = toOneLine(segment.text);
  const words = segment.words.filter((word) => toOneLine(word.text) !== '');
  if (toOneLine(words.map((word) => word.text).join('')) !== text) return interpolatePieces(segment, text);
  return words.map((word) => ({
    text: toOneLine(word.text),
    spaceBefore: /^\s/.test(word.text),
    start: word.start,
    end: word.end,
  }));
}

function interpolatePieces(segment: Segment, text: string): TimedPiece[] {
  const secondsPerCharacter = (segment.end - segment.start) / Math.max(1, text.length);
  let position = 0;
  return splitText(text, segment.language).map((part) => {
    const start = segment.start + position * secondsPerCharacter;
    position += part.length;
    return {
      text: part.trim(),
      spaceBefore: part.startsWith(' '),
      start,
      end: segment.start + position * secondsPerCharacter,
    };
  });
}

/** Pieces that spell the text when joined. */
function splitText(text: string, language: string): string[] {
  if (!LANGUAGES_WITHOUT_SPACES.has(language)) return text.match(/ ?[^ ]+/g) ?? [];
  const pieces: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    const last = pieces.at(-1);
    // Punctuation stays with the word before it, a space goes to the word after it.
    if (last === ' ') pieces[pieces.length - 1] = last + segment;
    else if (isWordLike === true || segment === ' ' || last === undefined) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}
