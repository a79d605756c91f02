import { describe, expect, it } from 'vitest';
import type { Word } from '../../contract/index.ts';
import { alignWords } from './alignWords.ts';
import { createWords } from './tests/createWords.ts';

const SPAN = { start: 0, end: 10 };

/** `text@start-end`, with `*` for words that a person wrote and `~` for times that are only likely. */
function describeWord({ text, start, end, edited, approximate }: Word): string {
  const marks = `${edited === true ? '*' : ''}${approximate ? '~' : ''}`;
  return `${text}@${Number(start.toFixed(2))}-${Number(end.toFixed(2))}${marks}`;
}

const align = (before: string, after: string) =>
  alignWords(createWords(before), after, SPAN).map(describeWord);

describe('words of a text that was edited', () => {
  it('are the same objects where nothing changed', () => {
    const words = createWords('we meet on Thursday');
    const aligned = alignWords(words, ' we meet on Thursday', SPAN);
    expect(aligned.every((word, index) => word === words[index])).toBe(true);
  });

  it('take the times of those they replace, one for one', () => {
    expect(align('we meat on Thirsty', ' we meet on Thursday')).toEqual([
      ' we@0-0.8',
      ' meet@1-1.8*',
      ' on@2-2.8',
      ' Thursday@3-3.8*',
    ]);
  });

  it('keep times where only case or punctuation changed, and count as written by a person', () => {
    const [word] = alignWords(createWords('thursday'), ' Thursday,', SPAN);
    expect(word).toEqual({
      start: 0,
      end: 0.8,
      text: ' Thursday,',
      probability: 1,
      approximate: false,
      edited: true,
    });
  });

  it('share the time of what they replace by their letters where their number changed', () => {
    expect(align('we meet onthe fifth', ' we meet on the fifth')).toEqual([
      ' we@0-0.8',
      ' meet@1-1.8',
      ' on@2-2.32*~',
      ' the@2.32-2.8*~',
      ' fifth@3-3.8',
    ]);
    expect(align('one two three', ' twelve three')).toEqual([' twelve@0-1.8*~', ' three@2-2.8']);
  });

  it('fill the pause they are put into', () => {
    expect(align('we meet', ' we all meet')).toEqual([' we@0-0.8', ' all@0.8-1*~', ' meet@1-1.8']);
    expect(align('we', ' we go home')).toEqual([' we@0-0.8', ' go@0.8-3.87*~', ' home@3.87-10*~']);
    expect(align('go', ' so go')).toEqual([' so@0-0*~', ' go@0-0.8']);
  });

  it('disappear with their text', () => {
    expect(align('we um meet', ' we meet')).toEqual([' we@0-0.8', ' meet@2-2.8']);
  });

  it('are kept in scripts without spaces, where a word is several letters', () => {
    const words = [
      { start: 0, end: 1, text: '東京', probability: 0.9, approximate: false },
      { start: 1, end: 2, text: 'に', probability: 0.9, approximate: false },
      { start: 2, end: 3, text: '行く。', probability: 0.9, approximate: false },
    ];
    expect(alignWords(words, '東京へ行く。', SPAN).map(describeWord)).toEqual([
      '東京@0-1',
      'へ@1-2*',
      '行く。@2-3',
    ]);
    expect(alignWords(words, '京都に行く。', SPAN).map(describeWord)).toEqual([
      '京@0-0.5*~',
      '都@0.5-1*~',
      'に@1-2',
      '行く。@2-3',
    ]);
  });

  it('survive a text of any length', () => {
    const long = Array.from({ length: 3000 }, (_, index) => `a${index}`).join(' ');
    const other = Array.from({ length: 3000 }, (_, index) => `b${index}`).join(' ');
    const aligned = alignWords(createWords(`same ${long} end`), ` same ${other} x end`, SPAN);
    expect(aligned).toHaveLength(3003);
    expect([aligned[0]?.edited, aligned[1]?.edited, aligned.at(-1)?.edited]).toEqual([
      undefined,
      true,
      undefined,
    ]);
  });
});
