import { expect, it } from 'vitest';
import type { JobProgress } from '../../worker/contract/index.ts';
import { describeTransfer } from './describeTransfer.ts';

const PROGRESS: JobProgress = {
  fraction: 0.4,
  stage: 'download',
  processedSeconds: null,
  totalSeconds: null,
  speed: null,
  receivedBytes: 61_200_000,
  totalBytes: 145_330_112,
  bytesPerSecond: 8_140_000,
  remainingSeconds: 10.4,
};

it('says how much is there, how fast it comes and how long it takes', () => {
  expect(describeTransfer({ status: 'running', progress: PROGRESS })).toBe(
    'Downloading · 61.2 MB of 145 MB · 8.1 MB/s · 10 s left',
  );
});

it('says nothing of speed while nothing comes, and nothing at all before the beginning', () => {
  expect(describeTransfer({ status: 'paused', progress: PROGRESS })).toBe('Paused · 61.2 MB of 145 MB');
  expect(describeTransfer({ status: 'queued', progress: PROGRESS })).toBe('Waiting');
  expect(describeTransfer({ status: 'running', progress: null })).toBe('Starting');
});
