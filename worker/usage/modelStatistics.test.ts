import { expect, it } from 'vitest';
import { openDatabase } from '../database/openDatabase.ts';
import { createModelStatistics } from './modelStatistics.ts';

it('counts loads and hits, and what a program without a cache would have downloaded again', () => {
  const statistics = createModelStatistics(openDatabase({ path: ':memory:' }));
  for (const loadMs of [900, 100, 110.4]) statistics.addLoad('whisper-base', { loadMs, sizeBytes: 1000 });
  statistics.addHit('whisper-base');
  statistics.addHit('org/name');
  expect(statistics.list()).toEqual([
    {
      modelId: 'org/name',
      loads: 0,
      hits: 1,
      bytesNotDownloadedAgain: 0,
      lastLoadMs: null,
      medianLoadMs: null,
    },
    {
      modelId: 'whisper-base',
      loads: 3,
      hits: 1,
      bytesNotDownloadedAgain: 2000,
      lastLoadMs: 110,
      medianLoadMs: 110,
    },
  ]);
});

it('takes the median of the newest loads', () => {
  const statistics = createModelStatistics(openDatabase({ path: ':memory:' }));
  for (let loadMs = 1; loadMs <= 30; loadMs += 1) statistics.addLoad('m', { loadMs, sizeBytes: 1 });
  expect(statistics.list()[0]?.medianLoadMs).toBe(20);
});
