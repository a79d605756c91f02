/**
 * Scripts written without spaces. The index splits text at spaces, so a sentence in one of them would be a single
 * word that only its beginning finds; with a separator after each letter, a run of letters is found as a phrase.
 */
const UNSPACED_LETTER =
  /(?=[\p{L}\p{N}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Zero-width space: no letter to the index, and nothing to see where it remains. */
const SEPARATOR = '\u200b';

/** Marks around a match in what the index returns; the text itself must not hold them. */
export const MATCH_START = '\u0002';
export const MATCH_END = '\u0003';
const MATCH_MARKS = new RegExp(`[${MATCH_START}${MATCH_END}]`, 'g');

/** What the index holds for a text where that is not the text itself, else null. */
export function toIndexedText(text: string): string | null {
  const indexed = separateLetters(text.replace(MATCH_MARKS, ' '));
  return indexed === text ? null : indexed;
}

export function separateLetters(text: string): string {
  return text.replace(UNSPACED_LETTER, `${SEPARATOR}$&${SEPARATOR}`);
}

/** Takes out what `separateLetters` put in. */
export function joinLetters(text: string): string {
  return text.replaceAll(SEPARATOR, '');
}
