import type { Word } from '../../../contract/index.ts';

/** The words of a text as a model gives them, one a second from `start` on, each 0.8 s long. */
export function createWords(text: string, start = 0): readonly Word[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word, index) => ({
      start: start + index,
      end: start + index + 0.8,
      text: ` ${word}`,
      probability: 0.9,
      approximate: false,
    }));
}
