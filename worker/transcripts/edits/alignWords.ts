import type { Word } from '../../contract/index.ts';
import { toAtoms } from './atoms.ts';
import { matchSequences } from './matchSequences.ts';
import { spreadWords } from './spreadWords.ts';

export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text that was edited. A word that is still there keeps its times and, if it is written as before, its
 * probability. One that took the place of another takes its times; where their number changed, the new ones share the time
 * of those they replace, or the pause they were put into. Words that a person wrote are marked.
 */
export function alignWords(old: readonly Word[], text: string, span: TimeSpan): readonly Word[] {
  const atoms = toAtoms(text);
  const kept = findKeptWords(
    old,
    atoms.map(({ key }) => key),
  );
  const words: Word[] = [];
  let nextOld = 0;
  let firstNew = 0;

  const replaceUntil = (endOld: number, endNew: number): void => {
    const replaced = old.slice(nextOld, endOld);
    const texts = atoms.slice(firstNew, endNew).map((atom) => atom.text);
    words.push(...replaceWords(replaced, texts, findRoom(old, nextOld, endOld, span)));
  };
  for (const { wordIndex, from, to } of kept) {
    replaceUntil(wordIndex, from);
    const word = old[wordIndex];
    const written = atoms
      .slice(from, to)
      .map((atom) => atom.text)
      .join('');
    if (word !== undefined) words.push(rewriteWord(word, written));
    nextOld = wordIndex + 1;
    firstNew = to;
  }
  replaceUntil(old.length, atoms.length);
  return words;
}

interface KeptWord {
  readonly wordIndex: number;
  /** Its atoms in the new text: `from <= index < to`. */
  readonly from: number;
  readonly to: number;
}

/** Old words of which all atoms are in the new text, in a row. */
function findKeptWords(old: readonly Word[], keys: readonly string[]): readonly KeptWord[] {
  const oldKeys: string[] = [];
  const wordOf: number[] = [];
  const sizes: number[] = [];
  for (const [wordIndex, { text }] of old.entries()) {
    const atoms = toAtoms(text);
    sizes.push(atoms.length);
    for (const { key } of atoms) {
      oldKeys.push(key);
      wordOf.push(wordIndex);
    }
  }
  const matches = matchSequences(oldKeys, keys);
  const kept: KeptWord[] = [];
  for (let from = 0; from < matches.length; from += 1) {
    const oldAtom = matches[from] ?? -1;
    const wordIndex = wordOf[oldAtom];
    if (wordIndex === undefined || wordOf[oldAtom - 1] === wordIndex) continue;
    const size = sizes[wordIndex] ?? 0;
    let found = 0;
    while (found < size && matches[from + found] === oldAtom + found) found += 1;
    if (found === size) kept.push({ wordIndex, from, to: from + size });
  }
  return kept;
}

function rewriteWord(word: Word, text: string): Word {
  if (word.text.trim() !== text.trim()) return { ...word, text, probability: 1, edited: true };
  return word.text === text ? word : { ...word, text };
}

function replaceWords(replaced: readonly Word[], texts: readonly string[], room: TimeSpan): readonly Word[] {
  if (replaced.length !== texts.length) return spreadWords(texts, room.start, room.end);
  return replaced.map((word, index) => rewriteWord(word, texts[index] ?? word.text));
}

/** The time of the words that are replaced; of the pause between their neighbours where there are none. */
function findRoom(old: readonly Word[], from: number, to: number, span: TimeSpan): TimeSpan {
  const first = old[from];
  const last = old[to - 1];
  if (to > from && first !== undefined && last !== undefined) return { start: first.start, end: last.end };
  const start = old[from - 1]?.end ?? span.start;
  return { start, end: Math.max(start, old[from]?.start ?? span.end) };
}
