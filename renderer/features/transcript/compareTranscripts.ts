import { diffArrays } from 'diff';
import type { StoredSegment } from '../../../worker/contract/index.ts';

/** A run of words that both versions have, or that only one of them has. */
export interface ComparedWords {
  readonly kind: 'same' | 'shown' | 'other';
  readonly text: string;
}

/** A stretch of the recording in which the versions differ, with the words around it. */
export interface Difference {
  /** Seconds. */
  readonly start: number;
  readonly parts: readonly ComparedWords[];
}

interface TimedWord {
  readonly text: string;
  readonly start: number;
}

/** Compared at a time: the work grows with the square of what differs. */
const WINDOW_SECONDS = 60;
/** Words shown before and after what differs. */
const CONTEXT_WORDS = 6;

/** Where two versions of a meeting have other words. Case and punctuation alone make no difference. */
export function compareTranscripts(
  shown: readonly StoredSegment[],
  other: readonly StoredSegment[],
): readonly Difference[] {
  const shownWindows = cutWindows(shown);
  const otherWindows = cutWindows(other);
  const last = Math.max(-1, ...shownWindows.keys(), ...otherWindows.keys());
  return Array.from({ length: last + 1 }, (_, window) =>
    compareWords(shownWindows.get(window) ?? [], otherWindows.get(window) ?? []),
  ).flat();
}

function cutWindows(segments: readonly StoredSegment[]): ReadonlyMap<number, readonly TimedWord[]> {
  const words = segments.filter(({ removed }) => removed === null).flatMap(toWords);
  const windows = new Map<number, TimedWord[]>();
  for (const word of words) {
    const window = Math.floor(word.start / WINDOW_SECONDS);
    windows.set(window, [...(windows.get(window) ?? []), word]);
  }
  return windows;
}

function toWords({ text, words, start, end }: StoredSegment): readonly TimedWord[] {
  if (words.length > 0) return words.map((word) => ({ text: word.text.trim(), start: word.start }));
  const texts = text.trim().split(/\s+/);
  return texts.map((word, index) => ({ text: word, start: start + ((end - start) * index) / texts.length }));
}

function compareWords(shown: readonly TimedWord[], other: readonly TimedWord[]): readonly Difference[] {
  const changes = diffArrays([...other], [...shown], {
    comparator: (a, b) => toComparable(a.text) === toComparable(b.text),
  });
  const runs = changes.map(({ value, added, removed }) => ({
    kind: added ? ('shown' as const) : removed ? ('other' as const) : ('same' as const),
    words: value,
  }));
  const differences: { start: number; parts: ComparedWords[] }[] = [];
  for (const [index, { kind, words }] of runs.entries()) {
    if (kind === 'same') continue;
    const before = runs[index - 1];
    const after = runs[index + 1];
    const isContinued = before !== undefined && before.kind !== 'same';
    if (!isContinued) {
      const parts =
        before === undefined
          ? []
          : [{ kind: 'same' as const, text: join(before.words.slice(-CONTEXT_WORDS)) }];
      differences.push({ start: words[0]?.start ?? 0, parts });
    }
    const parts = differences.at(-1)?.parts;
    parts?.push({ kind, text: join(words) });
    if (after?.kind === 'same')
      parts?.push({ kind: 'same', text: join(after.words.slice(0, CONTEXT_WORDS)) });
  }
  return differences;
}

function toComparable(word: string): string {
  const letters = word.replace(/[\p{P}\p{S}]/gu, '').toLocaleLowerCase('en');
  return letters === '' ? word : letters;
}

function join(words: readonly TimedWord[]): string {
  return words.map(({ text }) => text).join(' ');
}
