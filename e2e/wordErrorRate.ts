export interface WordErrors {
  /** Substituted, missing and added words. */
  readonly errors: number;
  /** Words of the reference. */
  readonly words: number;
}

/** Lower-case words; everything but letters, digits and apostrophes separates them. */
function toWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '');
}

/** Levenshtein distance between the words of two texts; capitals and punctuation do not count. */
export function countWordErrors(reference: string, hypothesis: string): WordErrors {
  const expected = toWords(reference);
  const actual = toWords(hypothesis);
  let previous = Array.from({ length: actual.length + 1 }, (_, i) => i);
  for (const [row, word] of expected.entries()) {
    const current = [row + 1];
    for (const [column, other] of actual.entries()) {
      const replaced = (previous[column] ?? 0) + (word === other ? 0 : 1);
      const missing = (previous[column + 1] ?? 0) + 1;
      const added = (current[column] ?? 0) + 1;
      current.push(Math.min(replaced, missing, added));
    }
    previous = current;
  }
  return { errors: previous.at(-1) ?? 0, words: expected.length };
}

/** Errors of all texts together over their words, in percent. Above 100 when more was added than there is. */
export function wordErrorRatePercent(counts: readonly WordErrors[]): number {
  const errors = counts.reduce((total, count) => total + count.errors, 0);
  const words = counts.reduce((total, count) => total + count.words, 0);
  return (100 * errors) / words;
}
