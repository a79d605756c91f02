import { describe, expect, it } from 'vitest';
import { createTimeline, type TimelineOptions } from './timeline.ts';

const OPTIONS: TimelineOptions = { originSeconds: 0, durationSeconds: null, mayRestart: false };

/** Frames of one second each; returns what the timeline answers for every time. */
function place(times: readonly (number | null)[], options: Partial<TimelineOptions> = {}): (number | null)[] {
  const timeline = createTimeline({ ...OPTIONS, ...options });
  return times.map((seconds) => timeline.place(seconds, 1));
}

describe('createTimeline', () => {
  it('starts where the first frame is and goes on through jitter', () => {
    expect(place([0.5, 1.52, 2.44, null, 4.5])).toEqual([0.5, null, null, null, null]);
  });

  it('starts at the origin when frames have no times', () => {
    expect(place([null, null], { originSeconds: 90 })).toEqual([90, null]);
  });

  it('may start before media time 0 by a little', () => {
    expect(place([-0.02, 0.98])).toEqual([-0.02, null]);
  });

  it('opens a gap once it is longer than a tenth of a second', () => {
    expect(place([0, 1.09, 2.09, 3.2, 4.2])).toEqual([0, null, null, 3.2, null]);
  });

  it('goes back for an overlap', () => {
    expect(place([0, 1, 1.5, 2.5])).toEqual([0, null, 1.5, null]);
  });

  it('follows a clock that drifts', () => {
    expect(place([0, 1.04, 2.08, 3.12, 4.16])).toEqual([0, null, null, 3.12, null]);
  });

  it('ignores a clock that stands still or runs backwards', () => {
    expect(place([5, 5, 5, 3, 4])).toEqual([5, null, null, null, null]);
  });

  it('believes a long gap that ends within the declared duration only', () => {
    expect(place([0, 5000], { durationSeconds: 6000 })).toEqual([0, 5000]);
    expect(place([0, 5000], { durationSeconds: 600 })).toEqual([0, null]);
    expect(place([0, 3600])).toEqual([0, 3600]);
    expect(place([0, 5000])).toEqual([0, null]);
  });

  it('takes a jump in a transport stream as a new clock and goes on from there', () => {
    expect(place([0, 1, 20, 21, 23], { mayRestart: true })).toEqual([0, null, null, null, 5]);
    expect(place([95_000, 95_001, 0, 1, 2], { mayRestart: true })).toEqual([0, null, null, null, null]);
  });

  it('lets a file claim no more than eight hours of silence', () => {
    const times = Array.from({ length: 10 }, (_, index) => index * 5000);
    expect(place(times, { durationSeconds: 1e9 }).filter((start) => start !== null)).toEqual(
      times.slice(0, 6),
    );
    expect(place([1e12], { durationSeconds: 1e13 })).toEqual([0]);
  });
});
