/** The smallest piece of text that is compared: a word, or one letter of a script written without spaces. */
export interface Atom {
  /** With the white space before it. */
  readonly text: string;
  /** What it is recognised by: letters and digits, whatever their case; the punctuation where there are none. */
  readonly key: string;
}

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
/** Punctuation after such a letter stays with it. */
const ATOM = new RegExp(String.raw`\s*(?:[${UNSPACED}][\p{M}\p{P}]*|[^\s${UNSPACED}]+)`, 'gu');
/** Most words of a transcript, one by one. */
const IS_ONE_PLAIN = /^ ?[a-z0-9]+$/;
const IS_PLAIN = /^[a-z0-9]+$/;
const ONLY_PUNCTUATION = /^[\p{P}\p{S}]*$/u;

/** The atoms of a text, which in a row are the text without the white space at its end. */
export function toAtoms(text: string): readonly Atom[] {
  if (IS_ONE_PLAIN.test(text)) return [{ text, key: text.trim() }];
  return (text.match(ATOM) ?? []).map((atom) => ({ text: atom, key: toKey(atom.trim()) }));
}

function toKey(body: string): string {
  // Most words; the general way takes ten times as long.
  if (IS_PLAIN.test(body)) return body;
  if (ONLY_PUNCTUATION.test(body)) return body;
  return body.replace(/[\p{P}\p{S}]/gu, '').toLowerCase();
}
