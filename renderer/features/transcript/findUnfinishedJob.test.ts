import { expect, it } from 'vitest';
import { createJob } from '../../testing/records.ts';
import { findUnfinishedJob } from './findUnfinishedJob.ts';

const FAILED = createJob({ jobId: 'failed', status: 'failed' });
const PAUSED = createJob({ jobId: 'paused', status: 'paused' });
const RUNNING = createJob({ jobId: 'running', status: 'running' });

it('finds what is in progress before what waits and what failed', () => {
  const queued = createJob({ jobId: 'queued', status: 'queued' });
  expect(findUnfinishedJob([FAILED, PAUSED, queued, RUNNING], 'm1')).toBe(RUNNING);
  expect(findUnfinishedJob([FAILED, PAUSED, queued], 'm1')).toBe(queued);
  expect(findUnfinishedJob([FAILED, PAUSED], 'm1')).toBe(PAUSED);
  expect(findUnfinishedJob([FAILED], 'm1')).toBe(FAILED);
});

it('finds nothing of another meeting and nothing that is over', () => {
  expect(findUnfinishedJob([RUNNING], 'm2')).toBeNull();
  expect(findUnfinishedJob([createJob({ status: 'completed' })], 'm1')).toBeNull();
});
