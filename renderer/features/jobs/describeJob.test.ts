import { expect, it } from 'vitest';
import type { JobSnapshot, SerializedError } from '../../../worker/contract/index.ts';
import { createJob } from '../../testing/records.ts';
import { describeJob, nameRecording } from './describeJob.ts';

const PATH = '/data/uploads/08e8d74a3e55c977/standup.wav';
const JOB = createJob() as JobSnapshot<'transcribe'>;

function refuse(path: string): SerializedError {
  return { name: 'AppError', message: 'No sound.', code: 'media-unreadable', details: { path } };
}

it('says where a job is, how fast, and how long still', () => {
  const progress = {
    ...({ stage: 'recognize', fraction: 0.427, processedSeconds: 427, totalSeconds: 1000 } as const),
    ...{ speed: 8.4, remainingSeconds: 125, receivedBytes: null, totalBytes: null, bytesPerSecond: null },
  };
  expect(describeJob({ ...JOB, progress })).toBe('Transcribing · 42 % · 8.4× real time · 2 min left');
  expect(describeJob({ ...JOB, status: 'paused', progress })).toBe('Paused · 42 %');
  expect(describeJob({ ...JOB, status: 'queued' })).toBe('Waiting');
});

it('calls a recording by its name, and another file by its path', () => {
  const job = { ...JOB, params: { ...JOB.params, path: PATH } };
  expect(nameRecording(refuse(PATH), job).details).toEqual({ path: 'standup.wav' });
  expect(nameRecording(refuse('/models/encoder.onnx'), job).details).toEqual({
    path: '/models/encoder.onnx',
  });
});
