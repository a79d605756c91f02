import { expect, it } from 'vitest';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { createJob } from '../../testing/records.ts';
import { findVerification } from './findVerification.ts';

function createCheck(fields: Partial<JobSnapshot<'verify-models'>>): JobSnapshot {
  return {
    jobId: 'job1',
    kind: 'verify-models',
    lane: 'cache',
    status: 'running',
    params: { modelId: 'org/name', repair: false },
    progress: null,
    error: null,
    result: null,
    meetingId: null,
    attempt: 1,
    createdAtMs: 0,
    startedAtMs: null,
    finishedAtMs: null,
    ...fields,
  };
}

it('finds the last check of a model that goes on or has just ended', () => {
  const ended = createCheck({ jobId: 'ended', status: 'completed', finishedAtMs: 20 });
  const running = createCheck({ jobId: 'running' });
  expect(findVerification([ended, running], 'org/name', 10)).toBe(running);
  expect(findVerification([ended], 'org/name', 10)).toBe(ended);
});

it('finds none from before, none of another model, none that was canceled', () => {
  const jobs = [
    createCheck({ status: 'completed', finishedAtMs: 5 }),
    createCheck({ params: { modelId: 'org/other', repair: false } }),
    createCheck({ status: 'canceled', finishedAtMs: 20 }),
    createJob(),
  ];
  expect(findVerification(jobs, 'org/name', 10)).toBeNull();
});
