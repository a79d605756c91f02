import type { Segment } from '../../contract/index.ts';

/** A segment of two seconds with plain values; `values` says what matters to the test. */
export function createSegment(start: number, text: string, values: Partial<Segment> = {}): Segment {
  return {
    start,
    end: start + 2,
    text,
    language: 'en',
    channel: null,
    speaker: null,
    avgLogprob: -0.25,
    noSpeechProb: 0.01,
    compressionRatio: 1.1,
    temperature: 0,
    removed: null,
    words: [],
    ...values,
  };
}
