import type { Word } from '../contract/index.ts';

/**
 * A word in JSON. Its text keeps the space before it, so that the words of a segment spell its text in every script;
 * `approximate` is written only where it is true.
 */
export function toWordRecord({ start, end, text, probability, approximate }: Word) {
  return { start, end, text, probability, ...(approximate ? { approximate } : {}) };
}
