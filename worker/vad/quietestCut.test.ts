import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frames.ts';
import { findQuietestCut } from './quietestCut.ts';

/** Loudness per frame -> samples. */
function frames(...levels: readonly number[]): Float32Array {
  return Float32Array.from({ length: levels.length * FRAME_SAMPLES }, (_, i) => {
    const level = levels[Math.floor(i / FRAME_SAMPLES)] ?? 0;
    return i % 2 === 0 ? level : -level;
  });
}

const steady = Array.from({ length: 30 }, () => 0.5);

describe('findQuietestCut', () => {
  it('cuts in the middle of the longest silence, however quiet other places are', () => {
    const samples = frames(...steady.with(2, 0).with(3, 0).with(4, 0));
    const quietRuns = [
      [90, 103],
      [108, 112],
      [115, 121],
      [125, 128],
    ] as const;
    expect(findQuietestCut({ samples, firstFrame: 100, quietRuns })).toBe(118 * FRAME_SAMPLES);
  });

  it('counts only the part of a silence that lies within the search', () => {
    const search = { samples: frames(...steady), firstFrame: 100 };
    expect(
      findQuietestCut({
        ...search,
        quietRuns: [
          [50, 105],
          [126, 300],
        ],
      }),
    ).toBe(102.5 * FRAME_SAMPLES);
  });

  it('takes the last of equally long silences', () => {
    const search = { samples: frames(...steady), firstFrame: 0 };
    expect(
      findQuietestCut({
        ...search,
        quietRuns: [
          [2, 6],
          [20, 24],
        ],
      }),
    ).toBe(22 * FRAME_SAMPLES);
  });

  it('passes over silences of less than a tenth of a second and cuts where it is quietest', () => {
    const samples = frames(...steady.with(9, 0.2).with(10, 0.1).with(11, 0.2).with(20, 0));
    expect(findQuietestCut({ samples, firstFrame: 40, quietRuns: [[60, 61]] })).toBe(50.5 * FRAME_SAMPLES);
  });

  it('cuts late when no place is quieter than another', () => {
    expect(findQuietestCut({ samples: frames(...steady), firstFrame: 0, quietRuns: [] })).toBe(
      28.5 * FRAME_SAMPLES,
    );
  });
});
