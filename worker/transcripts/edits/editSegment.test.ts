import { describe, expect, it } from 'vitest';
import type { StoredSegment } from '../../contract/index.ts';
import { createSegment } from '../tests/createSegment.ts';
import { mergeSegments, setSegmentText, splitSegment } from './editSegment.ts';
import { createWords } from './tests/createWords.ts';

function createStored(text: string, values: Partial<StoredSegment> = {}): StoredSegment {
  const words = createWords(text);
  const segment = createSegment(0, ` ${text}`, { end: words.at(-1)?.end ?? 0, words });
  return { ...segment, id: 7, edited: false, ...values };
}

const spans = ({ words }: StoredSegment) => words.map(({ text, start, end }) => [text, start, end]);

describe('setting a text', () => {
  it('keeps the space before it, makes it one line and marks the segment', () => {
    const edited = setSegmentText(createStored('one two'), '  one\n three ');
    expect(edited).toMatchObject({ id: 7, text: ' one three', edited: true });
    expect(edited?.words.map(({ text }) => text).join('')).toBe(' one three');
  });

  it('is nothing where the text is the same', () => {
    expect(setSegmentText(createStored('one two'), 'one two ')).toBeNull();
  });

  it('makes no words where there were none', () => {
    expect(setSegmentText(createStored('one', { words: [] }), 'two')?.words).toEqual([]);
  });
});

describe('a split', () => {
  it('cuts between words, with their times', () => {
    const [first, second] = splitSegment(createStored('one two three'), 'one two', ' three');
    expect(first).toMatchObject({ id: 7, start: 0, end: 1.8, text: ' one two', edited: false });
    expect(second).toMatchObject({ start: 2, end: 2.8, text: ' three' });
    expect([spans(first), spans(second)]).toEqual([
      [
        [' one', 0, 0.8],
        [' two', 1, 1.8],
      ],
      [[' three', 2, 2.8]],
    ]);
  });

  it('cuts a word at its letters', () => {
    const [first, second] = splitSegment(createStored('goodbye'), 'good', 'bye');
    expect(first.text).toBe(' good');
    expect(second.text).toBe(' bye');
    expect(first.end).toBeCloseTo((0.8 * 4) / 7);
    expect(second.start).toBeCloseTo(first.end);
    expect(second.words.map(({ text }) => text)).toEqual([' bye']);
  });

  it('takes the text as it was edited', () => {
    const [first, second] = splitSegment(createStored('one too three'), 'one two ', 'three');
    expect([first.text, second.text, first.edited]).toEqual([' one two', ' three', true]);
    expect(first.words[1]).toMatchObject({ text: ' two', start: 1, end: 1.8, edited: true });
  });

  it('goes by letters where there are no words', () => {
    const whole = createStored('abcd efghi', { words: [], end: 10 });
    const [first, second] = splitSegment(whole, 'abcd', ' efghi');
    expect([first.start, first.end, second.start, second.end]).toEqual([
      0,
      expect.closeTo((10 * 5) / 11),
      expect.closeTo((10 * 5) / 11),
      10,
    ]);
  });
});

describe('a merge', () => {
  it('joins texts and words, and describes the whole by the worse of both', () => {
    const second = createStored('three', {
      id: 8,
      start: 5,
      end: 6,
      text: 'three',
      avgLogprob: -0.9,
      temperature: 0.4,
      speaker: 'SPEAKER_01',
      words: [{ start: 5, end: 6, text: 'three', probability: 0.5, approximate: false }],
    });
    const merged = mergeSegments(createStored('one two', { speaker: 'SPEAKER_00' }), second);
    expect(merged).toMatchObject({
      id: 7,
      start: 0,
      end: 6,
      text: ' one two three',
      speaker: 'SPEAKER_00',
      avgLogprob: -0.9,
      temperature: 0.4,
      edited: true,
    });
    expect(spans(merged)).toEqual([
      [' one', 0, 0.8],
      [' two', 1, 1.8],
      [' three', 5, 6],
    ]);
  });

  it('puts no space where the script has none', () => {
    const merged = mergeSegments(
      createStored('', { text: '東京に', words: [] }),
      createStored('', { text: '行く。', words: [] }),
    );
    expect(merged.text).toBe('東京に行く。');
    expect(merged.words).toEqual([]);
  });

  it('gives words to a segment without any beside one that has them', () => {
    const merged = mergeSegments(
      createStored('one', { end: 1 }),
      createStored('two three', { start: 2, end: 10, words: [] }),
    );
    expect(spans(merged)).toEqual([
      [' one', 0, 0.8],
      [' two', 2, 5],
      [' three', 5, 10],
    ]);
  });
});
