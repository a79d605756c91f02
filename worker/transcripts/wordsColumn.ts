import { z } from 'zod';
import type { Word } from '../contract/index.ts';

/** Flags of a stored word, which are added up. */
const APPROXIMATE = 1;
const EDITED = 2;

const storedWords = z.array(
  z.tuple([z.number(), z.number(), z.string(), z.number(), z.literal([0, 1, 2, 3])]),
);

/** One text for the words of a segment; numbers come back exactly as they were. */
export function encodeWords(words: readonly Word[]): string {
  return JSON.stringify(
    words.map(({ start, end, text, probability, approximate, edited }) => [
      start,
      end,
      text,
      probability,
      (approximate ? APPROXIMATE : 0) + (edited === true ? EDITED : 0),
    ]),
  );
}

/** The inverse of `encodeWords`; null for a text that is not one of its. */
export function decodeWords(stored: string): readonly Word[] | null {
  const parsed = storedWords.safeParse(parseJson(stored));
  if (!parsed.success) return null;
  return parsed.data.map(([start, end, text, probability, flags]) => ({
    start,
    end,
    text,
    probability,
    approximate: (flags & APPROXIMATE) !== 0,
    ...((flags & EDITED) !== 0 ? { edited: true } : {}),
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
