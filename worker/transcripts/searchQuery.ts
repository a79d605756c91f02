import { separateLetters } from './indexedText.ts';

/** Quoted phrases first, in straight or typographic quotes; an unclosed quote reaches to the end. */
const PARTS = /["“”„]([^"“”„]*)(["“”„]|$)|[^\s"“”„]+/gu;
const HAS_LETTER = /[\p{L}\p{N}]/u;
const CONTROLS = /\p{Cc}/gu;

/**
 * From how many letters on the last word is taken as the beginning of a word. One letter begins a tenth of all words,
 * so that finding and ranking them all would cost more than the result is worth.
 */
const MIN_PREFIX_LENGTH = 2;

/**
 * What a person typed -> a query in the language of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax),
 * or null if there is nothing to look for. Every word is quoted, so nothing typed is ever taken for syntax. All words
 * must occur; `"a phrase"` occurs as it stands, `word*` is the beginning of a word, and so is the last word.
 */
export function toSearchQuery(typed: string): string | null {
  const parts = [...typed.replace(CONTROLS, ' ').matchAll(PARTS)].filter(([part]) => HAS_LETTER.test(part));
  if (parts.length === 0) return null;
  return parts
    .map(([part, phrase], index) => {
      if (phrase !== undefined) return quote(phrase);
      const word = part.replace(/\*+$/, '');
      const isLast = index === parts.length - 1;
      const isPrefix = word !== part || (isLast && [...word].length >= MIN_PREFIX_LENGTH);
      return isPrefix ? `${quote(word)}*` : quote(word);
    })
    .join(' ');
}

function quote(words: string): string {
  return `"${separateLetters(words).replaceAll('"', '""')}"`;
}
