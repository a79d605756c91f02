/** `prepend_punctuations` and `append_punctuations` of openai/whisper (timing.py, add_word_timestamps). */
const BEFORE_A_WORD = '"\'“¿([{-';
const AFTER_A_WORD = '"\'.。,，!！?？:：”)]}、';

export interface TokenGroup {
  readonly text: string;
  readonly tokens: readonly number[];
}

/**
 * Joins punctuation that stands alone with the word it belongs to: opening marks with the next word, closing ones with
 * the word before (openai/whisper timing.py, merge_punctuations). What else a word carries, such as times, stays the
 * word's own.
 */
export function mergePunctuation<T extends TokenGroup>(words: readonly T[]): T[] {
  const merged: T[] = [];
  let opening: TokenGroup = { text: '', tokens: [] };
  for (const [index, word] of words.entries()) {
    const last = merged.at(-1);
    const isOpening =
      word.text.startsWith(' ') && BEFORE_A_WORD.includes(word.text.trim()) && index < words.length - 1;
    if (isOpening) {
      opening = joinGroups(opening, word);
    } else if (opening.text === '' && last !== undefined && closes(last, word)) {
      merged[merged.length - 1] = { ...last, ...joinGroups(last, word) };
    } else {
      merged.push({ ...word, ...joinGroups(opening, word) });
      opening = { text: '', tokens: [] };
    }
  }
  return merged;
}

function closes(last: TokenGroup, word: TokenGroup): boolean {
  return !last.text.endsWith(' ') && AFTER_A_WORD.includes(word.text);
}

function joinGroups(first: TokenGroup, second: TokenGroup): TokenGroup {
  return { text: first.text + second.text, tokens: [...first.tokens, ...second.tokens] };
}
