import type { Word } from '../../contract/index.ts';

/** Words that a person wrote, over a time that is known only as a whole: each as long as its share of the letters. */
export function spreadWords(texts: readonly string[], start: number, end: number): readonly Word[] {
  const total = texts.reduce((sum, text) => sum + text.trim().length, 0);
  let passed = 0;
  return texts.map((text) => {
    const from = passed;
    passed += text.trim().length;
    const at = (letters: number): number => (total === 0 ? start : start + ((end - start) * letters) / total);
    return { start: at(from), end: at(passed), text, probability: 1, approximate: true, edited: true };
  });
}
