import { describe, expect, it } from 'vitest';
import {
  type WordTiming,
  limitAtSegmentEdges,
  limitAtSentenceEnds,
  measureWordDurations,
} from './limitWordDurations.ts';

const word = (text: string, start: number, end: number): WordTiming => ({
  text,
  tokens: [0],
  probability: 1,
  start,
  end,
});
const times = (words: readonly WordTiming[]) => words.map(({ start, end }) => [start, end]);
const durations = { median: 0.25, max: 0.5 };

describe('measureWordDurations', () => {
  it('takes the median of words that have a duration, at most 0.7 s', () => {
    expect(measureWordDurations([word('a', 0, 0.25), word('b', 1, 1), word('c', 1, 1.75)])).toEqual({
      median: 0.5,
      max: 1,
    });
    expect(measureWordDurations([word('a', 0, 1), word('b', 1, 3), word('c', 3, 6)])).toEqual({
      median: 0.7,
      max: 1.4,
    });
    expect(measureWordDurations([word('a', 0, 0.5), word('b', 1, 1.25), word('c', 2, 3)])).toEqual({
      median: 0.5,
      max: 1,
    });
    expect(measureWordDurations([])).toEqual({ median: 0, max: 0 });
  });
});

describe('limitAtSentenceEnds', () => {
  it('cuts a long closing mark at its end and the long word after one at its beginning', () => {
    const words = [word(' a', 0, 2), word('.', 2, 4), word(' b', 4, 7), word(' c', 7, 9)];
    limitAtSentenceEnds(words, durations);
    expect(times(words)).toEqual([
      [0, 2],
      [2, 2.5],
      [6.5, 7],
      [7, 9],
    ]);
  });
});

describe('limitAtSegmentEdges', () => {
  it('gives the segment the times of its words', () => {
    const words = [word(' a', 1.25, 1.5), word(' b', 1.5, 1.75)];
    const segment = { start: 1, end: 2 };
    limitAtSegmentEdges(words, segment, durations, 1);
    expect(segment).toEqual({ start: 1.25, end: 1.75 });
    expect(times(words)).toEqual([
      [1.25, 1.5],
      [1.5, 1.75],
    ]);
  });

  it('cuts a first word that covers the pause before it', () => {
    const words = [word(' a', 0, 4), word(' b', 4, 4.25)];
    limitAtSegmentEdges(words, { start: 0, end: 4.25 }, durations, 0);
    expect(times(words)[0]).toEqual([3.5, 4]);
  });

  it('moves the border of the first two words when both are long', () => {
    const words = [word(' a', 0, 2), word(' b', 2, 6)];
    limitAtSegmentEdges(words, { start: 0, end: 6 }, durations, 0);
    expect(times(words)).toEqual([
      [5, 5.5],
      [5.5, 6],
    ]);
  });

  it('prefers the times of the segment to words that go far beyond them', () => {
    const words = [word(' a', 2, 3), word(' b', 3, 6)];
    const segment = { start: 2.75, end: 4 };
    limitAtSegmentEdges(words, segment, durations, 2.5);
    expect(times(words)).toEqual([
      [2.75, 3],
      [3, 4],
    ]);
    expect(segment).toEqual({ start: 2.75, end: 4 });
  });

  it('does nothing without words', () => {
    const segment = { start: 1, end: 2 };
    limitAtSegmentEdges([], segment, durations, 0);
    expect(segment).toEqual({ start: 1, end: 2 });
  });
});
