import type { WordTokens } from './splitToWords.ts';

/** `prepend_punctuations` and `append_punctuations` of openai/whisper (timing.py, add_word_timestamps). */
const BEFORE_A_WORD = '"\'“¿([{-';
const AFTER_A_WORD = '"\'.。,，!！?？:：”)]}、';

/**
 * Joins punctuation that stands alone with the word it belongs to: opening marks with the next word, closing ones with
 * the word before (openai/whisper timing.py, merge_punctuations).
 */
export function mergePunctuation({ words, tokenGroups }: WordTokens): WordTokens {
  const merged: { text: string; tokens: readonly number[] }[] = [];
  let opening: { text: string; tokens: readonly number[] } | null = null;
  for (const [index, text] of words.entries()) {
    const tokens = tokenGroups[index] ?? [];
    const last = merged.at(-1);
    if (opening === null && last !== undefined && !last.text.endsWith(' ') && AFTER_A_WORD.includes(text)) {
      last.text += text;
      last.tokens = [...last.tokens, ...tokens];
      continue;
    }
    const word: { text: string; tokens: readonly number[] } =
      opening === null
        ? { text, tokens }
        : { text: opening.text + text, tokens: [...opening.tokens, ...tokens] };
    const opens = text.startsWith(' ') && BEFORE_A_WORD.includes(text.trim()) && index < words.length - 1;
    if (opens) {
      opening = word;
    } else {
      merged.push(word);
      opening = null;
    }
  }
  return { words: merged.map((word) => word.text), tokenGroups: merged.map((word) => word.tokens) };
}
