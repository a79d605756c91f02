import { describe, expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { findRowAt, findRowOf, toRows, type TranscriptRow } from './toRows.ts';

const segments = [
  createSegment({ id: 0, start: 0 }),
  createSegment({ id: 1, start: 1, removed: 'no-speech' }),
  createSegment({ id: 2, start: 2, removed: 'repetition' }),
  createSegment({ id: 3, start: 3 }),
  createSegment({ id: 4, start: 4, removed: 'user' }),
];

function summarize(rows: readonly TranscriptRow[]): readonly string[] {
  return rows.map((row) => (row.kind === 'segment' ? `${row.segment.id}` : `${row.segments.length} removed`));
}

describe('toRows', () => {
  it('gathers neighbours that are removed into one row', () => {
    expect(summarize(toRows(segments, new Set()))).toEqual(['0', '2 removed', '3', '1 removed']);
  });

  it('lists those that are asked for below their row', () => {
    expect(summarize(toRows(segments, new Set([1])))).toEqual(['0', '2 removed', '1', '2', '3', '1 removed']);
  });

  it('makes no rows of nothing', () => {
    expect(toRows([], new Set())).toEqual([]);
  });
});

describe('speakers in rows', () => {
  const shownAt = (speakers: readonly (string | null)[]) =>
    toRows(
      speakers.map((speaker, id) => createSegment({ id, start: id, speaker })),
      new Set(),
    ).map((row) => row.kind === 'segment' && row.showsSpeaker);

  it('are shown where another one begins', () => {
    expect(shownAt(['a', 'a', 'b', null, 'b'])).toEqual([true, false, true, true, true]);
    expect(shownAt([null, 'a'])).toEqual([true, true]);
  });

  it('are not shown where nobody is named', () => {
    expect(shownAt([null, null])).toEqual([false, false]);
  });

  it('go on over what was removed', () => {
    const rows = toRows(
      [
        createSegment({ id: 0, speaker: 'a' }),
        createSegment({ id: 1, speaker: 'b', removed: 'user' }),
        createSegment({ id: 2, speaker: 'a' }),
      ],
      new Set([1]),
    );
    expect(rows.map((row) => row.kind === 'segment' && row.showsSpeaker)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('findRowAt', () => {
  it('finds the row that began last, passing over those that are hidden', () => {
    const rows = toRows(segments, new Set());
    expect([0, 0.5, 2.5, 3, 99].map((time) => findRowAt(rows, time))).toEqual([0, 0, 0, 2, 2]);
  });
});

describe('findRowOf', () => {
  it('finds the row of a segment that is shown', () => {
    const rows = toRows(segments, new Set([4]));
    expect([0, 1, 3, 4, 9].map((id) => findRowOf(rows, id))).toEqual([0, -1, 2, 4, -1]);
  });
});
