import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { TextRange } from './editorStore.ts';

/** Where a word is in the text of its passage without the space around it; null where text and words differ. */
export function wordRange({ text, words }: StoredSegment, wordIndex: number): TextRange | null {
  const word = words[wordIndex];
  if (
    word === undefined ||
    words
      .map((other) => other.text)
      .join('')
      .trim() !== text.trim()
  )
    return null;
  const before = words
    .slice(0, wordIndex)
    .map((other) => other.text)
    .join('');
  const lead = text.length - text.trimStart().length;
  const space = word.text.length - word.text.trimStart().length;
  const start = Math.max(0, before.length + space - lead);
  return { start, end: start + word.text.trim().length };
}
