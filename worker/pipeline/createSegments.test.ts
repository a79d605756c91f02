import { expect, it } from 'vitest';
import { createSegments } from './createSegments.ts';

const PIECES = [
  { chunkStart: 0, sourceStart: 10, duration: 2 },
  { chunkStart: 2, sourceStart: 20, duration: 3 },
];

it('moves segments and words from chunk time to media time, past the pause that was taken out', () => {
  const segments = createSegments(
    { pieces: PIECES },
    {
      index: 0,
      language: 'en',
      languageProbability: 1,
      segments: [
        {
          start: 1,
          end: 2,
          text: 'Before.',
          tokens: [1, 2],
          avgLogprob: -0.1,
          noSpeechProb: 0,
          compressionRatio: 1,
          temperature: 0,
          removed: null,
          words: [],
        },
        {
          start: 2,
          end: 4.5,
          text: 'After',
          tokens: [3],
          avgLogprob: -0.2,
          noSpeechProb: 0.1,
          compressionRatio: 1,
          temperature: 0,
          removed: null,
          words: [{ start: 1.9, end: 2.5, text: 'After', probability: 0.9, approximate: false }],
        },
      ],
    },
    1,
  );
  expect(segments).toEqual([
    {
      start: 11,
      end: 12,
      text: 'Before.',
      language: 'en',
      channel: 1,
      speaker: 'SPEAKER_01',
      avgLogprob: -0.1,
      noSpeechProb: 0,
      compressionRatio: 1,
      temperature: 0,
      removed: null,
      words: [],
    },
    {
      start: 20,
      end: 22.5,
      text: 'After',
      language: 'en',
      channel: 1,
      speaker: 'SPEAKER_01',
      avgLogprob: -0.2,
      noSpeechProb: 0.1,
      compressionRatio: 1,
      temperature: 0,
      removed: null,
      words: [{ start: 20, end: 20.5, text: 'After', probability: 0.9, approximate: false }],
    },
  ]);
});
