import { expect, it } from 'vitest';
import { createPeakCollector } from './peaks.ts';

it('keeps the loudest sample of each bin over all tracks and clips at full scale', () => {
  const collector = createPeakCollector(2);
  collector.add({
    startSample: 0,
    tracks: [Float32Array.of(0.1, -0.2, 0, 0), Float32Array.of(0, 0, 0.6, 3)],
  });
  expect([...collector.peaks()]).toEqual([51, 255]);
});

it('joins a bin that two blocks share and leaves 0 where nothing was added', () => {
  const collector = createPeakCollector(4);
  collector.add({ startSample: 8, tracks: [Float32Array.of(0.2, 0.2, 0.2)] });
  collector.add({ startSample: 11, tracks: [Float32Array.of(0.4, 1)] });
  expect([...collector.peaks()]).toEqual([0, 0, 102, 255]);
});

it('grows with the media', () => {
  const collector = createPeakCollector(160);
  for (let second = 0; second < 100; second += 1) {
    collector.add({ startSample: second * 16_000, tracks: [new Float32Array(16_000).fill(1)] });
  }
  expect(collector.peaks()).toEqual(new Uint8Array(10_000).fill(255));
});
