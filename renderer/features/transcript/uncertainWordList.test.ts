import { describe, expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { listUncertainWords, stepToWord } from './uncertainWordList.ts';

function createSegmentOf(id: number, probabilities: readonly number[], removed: 'user' | null = null) {
  const words = probabilities.map((probability, index) => ({
    start: index,
    end: index + 1,
    text: ` w${index}`,
    probability,
    approximate: false,
  }));
  return createSegment({ id, start: id, words, removed });
}

const segments = [
  createSegmentOf(7, [0.9, 0.2, 0.49]),
  createSegmentOf(3, [0.1], 'user'),
  createSegmentOf(5, [0.5, 0.3]),
];
const place = (segmentId: number, wordIndex: number) => ({ segmentId, wordIndex });

describe('uncertain words', () => {
  it('are those the model thinks more likely wrong than right, in what is not removed', () => {
    expect(listUncertainWords(segments)).toEqual([place(7, 1), place(7, 2), place(5, 1)]);
  });

  it('are stepped through in the order of the transcript, around its end', () => {
    expect(stepToWord(segments, null, 1)).toEqual(place(7, 1));
    expect(stepToWord(segments, place(7, 1), 1)).toEqual(place(7, 2));
    expect(stepToWord(segments, place(7, 2), 1)).toEqual(place(5, 1));
    expect(stepToWord(segments, place(5, 1), 1)).toEqual(place(7, 1));
    expect(stepToWord(segments, place(7, 1), -1)).toEqual(place(5, 1));
    expect(stepToWord(segments, null, -1)).toEqual(place(5, 1));
  });

  it('are gone on from where one was corrected meanwhile', () => {
    expect(stepToWord(segments, place(7, 0), 1)).toEqual(place(7, 1));
    expect(stepToWord([createSegmentOf(1, [0.9])], place(1, 0), 1)).toBeNull();
  });
});
