import { describe, expect, it } from 'vitest';
import { cutSnippet, toPieces } from './snippet.ts';

const show = (pieces: ReturnType<typeof toPieces>) =>
  pieces.map(({ text, match }) => (match ? `[${text}]` : text)).join('');
const filler = 'word '.repeat(100);

describe('toPieces', () => {
  it('drops empty pieces and joins matches that touch', () => {
    expect(toPieces('\u0002a\u0003\u0002b\u0003 c')).toEqual([
      { text: 'ab', match: true },
      { text: ' c', match: false },
    ]);
    expect(toPieces('')).toEqual([]);
  });
});

describe('cutSnippet', () => {
  it('leaves a short text whole', () => {
    const pieces = toPieces('a \u0002match\u0003 here');
    expect(cutSnippet(pieces)).toEqual(pieces);
  });

  it('begins shortly before the first match, between words', () => {
    const shown = show(cutSnippet(toPieces(`${filler}\u0002match\u0003 ${filler}`)));
    expect(shown).toMatch(/^…(word ){11,12}\[match\]( word)+ ?w?o?r?d?…$/);
    expect(shown).toHaveLength(240 + '…[]…'.length);
  });

  it('shows as much as it may when the match is at either end', () => {
    const first = show(cutSnippet(toPieces(`\u0002match\u0003 ${filler}`)));
    expect(first).toMatch(/^\[match\] word.*…$/);
    const last = show(cutSnippet(toPieces(`${filler}\u0002match\u0003`)));
    expect(last).toMatch(/^…word .*word \[match\]$/);
  });

  it('cuts a match that is longer than a snippet', () => {
    expect(show(cutSnippet(toPieces(`\u0002${'x'.repeat(300)}\u0003`)))).toBe(`[${'x'.repeat(240)}]…`);
  });

  it('never cuts a character in two', () => {
    for (const lead of ['', 'a', 'ab']) {
      const text = lead + '\u{20000}'.repeat(200) + '\u0002\u{20001}\u0003' + '\u{20000}'.repeat(200);
      expect(show(cutSnippet(toPieces(text)))).toMatch(/^…\u{20000}+\[\u{20001}\]\u{20000}+…$/u);
    }
  });
});
