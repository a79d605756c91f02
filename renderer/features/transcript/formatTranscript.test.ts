import { expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { formatTranscript } from './formatTranscript.ts';
import { shareOfWords, showSpeakers } from './speakers.ts';

const speakers = showSpeakers([
  { label: 'SPEAKER_00', name: 'Anna' },
  { label: 'SPEAKER_01', name: 'SPEAKER_01' },
]);

it('writes a paragraph for each turn, with who says it, without what was removed', () => {
  const segments = [
    createSegment({ id: 0, text: ' Hello.', speaker: 'SPEAKER_00' }),
    createSegment({ id: 1, text: ' Um.', speaker: 'SPEAKER_01', removed: 'user' }),
    createSegment({ id: 2, text: ' Welcome.', speaker: 'SPEAKER_00' }),
    createSegment({ id: 3, text: ' Thanks.', speaker: 'SPEAKER_01' }),
    createSegment({ id: 4, text: ' Noise.' }),
    createSegment({ id: 5, text: ' More.' }),
  ];
  expect(formatTranscript(segments, speakers)).toBe(
    'Anna: Hello. Welcome.\n\nSpeaker 2: Thanks.\n\nNoise.\n\nMore.',
  );
});

it('says how much of the words is by whom', () => {
  const shares = shareOfWords([
    createSegment({ text: 'abc', speaker: 'SPEAKER_00' }),
    createSegment({ text: 'd', speaker: 'SPEAKER_01' }),
    createSegment({ text: 'removed', speaker: 'SPEAKER_01', removed: 'user' }),
  ]);
  expect([...shares]).toEqual([
    ['SPEAKER_00', 0.75],
    ['SPEAKER_01', 0.25],
  ]);
});
