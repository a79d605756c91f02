import { expect, it } from 'vitest';
import { AppError, serializeError } from '../../../worker/contract/index.ts';
import { createJob } from '../../testing/records.ts';
import { type ListedWork, nameList } from './nameList.ts';

const RUNNING = createJob({ status: 'running' });
const FAILED = createJob({ status: 'failed' });
const COMPLETED = createJob({ status: 'completed' });
const CANCELED = createJob({ status: 'canceled' });
const NOTHING: ListedWork = { open: [], imports: [], finished: [] };

it.each<[title: string, work: Partial<ListedWork>]>([
  ['In progress', { open: [RUNNING, FAILED], finished: [COMPLETED] }],
  ['In progress', { imports: [{ error: null }] }],
  ['Not transcribed', { open: [FAILED], finished: [COMPLETED] }],
  ['Not transcribed', { imports: [{ error: serializeError(new AppError('disk-full', 'Full.')) }] }],
  ['Finished', { finished: [COMPLETED, CANCELED] }],
  ['Canceled', { finished: [CANCELED] }],
])('says %s', (title, work) => {
  expect(nameList({ ...NOTHING, ...work })).toBe(title);
});
