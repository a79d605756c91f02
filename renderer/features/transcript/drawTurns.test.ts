import { expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { drawTurns } from './drawTurns.ts';
import { showSpeakers } from './speakers.ts';

const speakers = showSpeakers([
  { label: 'a', name: 'Anna' },
  { label: 'b', name: 'Ben' },
]);

it('draws a line for each turn, in the colour of who speaks', () => {
  const segments = [
    createSegment({ start: 0, end: 2, speaker: 'a' }),
    createSegment({ start: 2.5, end: 4, speaker: 'b', removed: 'user' }),
    createSegment({ start: 4.25, end: 6, speaker: 'a' }),
    createSegment({ start: 7, end: 8, speaker: 'b' }),
    createSegment({ start: 8, end: 9, speaker: null }),
    createSegment({ start: 9, end: 10, speaker: 'a' }),
  ];
  expect(drawTurns(segments, speakers)).toEqual([
    { tone: 1, path: 'M0.0 1H6.0M9.0 1H10.0' },
    { tone: 2, path: 'M7.0 1H8.0' },
  ]);
});

it('draws nothing where nobody is named', () => {
  expect(drawTurns([createSegment()], speakers)).toEqual([]);
});
