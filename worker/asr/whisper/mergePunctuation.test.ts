import { describe, expect, it } from 'vitest';
import { mergePunctuation } from './mergePunctuation.ts';

function merge(...texts: string[]) {
  return mergePunctuation(texts.map((text, index) => ({ text, tokens: [index], start: index })));
}

describe('mergePunctuation', () => {
  it('joins marks with their words and keeps the times of the words', () => {
    expect(merge(' Yes', ',', ' "', 'he', ' said', '.', '"')).toEqual([
      { text: ' Yes,', tokens: [0, 1], start: 0 },
      { text: ' "he', tokens: [2, 3], start: 3 },
      { text: ' said."', tokens: [4, 5, 6], start: 4 },
    ]);
  });

  it('joins marks of Chinese and Japanese', () => {
    expect(merge('你', '好', '。').map((word) => word.text)).toEqual(['你', '好。']);
  });

  it('leaves marks alone that have no neighbour', () => {
    expect(merge('.').map((word) => word.text)).toEqual(['.']);
    expect(merge(' a', ' (').map((word) => word.text)).toEqual([' a', ' (']);
    expect(merge(' (', ')').map((word) => word.text)).toEqual([' ()']);
    expect(merge()).toEqual([]);
  });

  it('does not close after a space', () => {
    expect(merge(' a ', '.').map((word) => word.text)).toEqual([' a ', '.']);
  });
});
