import type { Word } from '../contract/index.ts';

/** Flags of a stored word, which are added up. */
const APPROXIMATE = 1;
const EDITED = 2;

/** A word as the library keeps it. */
export type StoredWord = readonly [
  start: number,
  end: number,
  text: string,
  probability: number,
  flags: number,
];

/** One text for the words of a segment; numbers come back exactly as they were. */
export function encodeWords(words: readonly Word[]): string {
  return JSON.stringify(words.map(toStoredWord));
}

export function toStoredWord({ start, end, text, probability, approximate, edited }: Word): StoredWord {
  return [start, end, text, probability, (approximate ? APPROXIMATE : 0) + (edited === true ? EDITED : 0)];
}

export function fromStoredWord([start, end, text, probability, flags]: StoredWord): Word {
  const word = { start, end, text, probability, approximate: (flags & APPROXIMATE) !== 0 };
  return (flags & EDITED) === 0 ? word : { ...word, edited: true };
}

/** The inverse of `encodeWords`; null for a text that is not one of its. */
export function decodeWords(stored: string): readonly Word[] | null {
  const parsed = parseJson(stored);
  if (!Array.isArray(parsed) || !parsed.every(isStoredWord)) return null;
  return parsed.map(fromStoredWord);
}

/** By hand: a transcript has tens of thousands of them, with which a schema takes as long as reading the file. */
export function isStoredWord(value: unknown): value is StoredWord {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [start, end, text, probability, flags] = value as readonly unknown[];
  return (
    typeof start === 'number' &&
    typeof end === 'number' &&
    typeof text === 'string' &&
    typeof probability === 'number' &&
    (flags === 0 || flags === 1 || flags === 2 || flags === 3)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
