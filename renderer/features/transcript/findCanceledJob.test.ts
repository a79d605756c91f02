import { expect, it } from 'vitest';
import {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobSnapshot,
  type TranscriptSummary,
} from '../../../worker/contract/index.ts';
import { createJob, createMeeting } from '../../testing/records.ts';
import { findCanceledJob } from './findCanceledJob.ts';

const MEETING = createMeeting([]);
const PARTIAL: TranscriptSummary = {
  transcriptId: 't1',
  meetingId: 'm1',
  modelId: 'earshot-starter',
  device: 'cpu',
  language: null,
  status: 'partial',
  createdAtMs: 0,
  realTimeFactor: null,
};

function createCanceled(jobId: string, model: string): JobSnapshot {
  return createJob({
    jobId,
    status: 'canceled',
    params: {
      path: '/meetings/standup.wav',
      options: { ...DEFAULT_TRANSCRIBE_OPTIONS, model },
      force: false,
    },
  });
}

it('finds the last job that was canceled with the model of what is shown', () => {
  const jobs = ['earshot-starter', 'earshot-starter', 'whisper-base'].map((model, index) =>
    createCanceled(`job${index}`, model),
  );
  expect(findCanceledJob(jobs, MEETING)?.jobId).toBe('job1');
});

it('finds one with a model of another name only where it cannot be about anything else', () => {
  const jobs = [createCanceled('job1', '/models/mine')];
  expect(findCanceledJob(jobs, { ...MEETING, transcripts: [PARTIAL] })?.jobId).toBe('job1');
  const two = [PARTIAL, { ...PARTIAL, transcriptId: 't2' }];
  expect(findCanceledJob(jobs, { ...MEETING, transcripts: two })).toBeNull();
});

it('finds nothing of another meeting and nothing that was not canceled', () => {
  expect(
    findCanceledJob([createCanceled('job1', 'earshot-starter')], { ...MEETING, meetingId: 'm2' }),
  ).toBeNull();
  expect(findCanceledJob([createJob({ status: 'completed' })], MEETING)).toBeNull();
});
