import { expect, it } from 'vitest';
import { canRemoveVersion } from './canRemoveVersion.ts';

function meetingOf(statuses: Readonly<Record<string, 'complete' | 'partial'>>) {
  const transcripts = Object.entries(statuses).map(([transcriptId, status]) => ({ transcriptId, status }));
  return { meetingId: 'm1', transcripts };
}

it('a version can be deleted as long as another one is complete', () => {
  const two = meetingOf({ t1: 'complete', t2: 'complete' });
  expect(canRemoveVersion(two, 't1', [])).toBe(true);
  expect(canRemoveVersion(meetingOf({ t1: 'complete' }), 't1', [])).toBe(false);
  expect(canRemoveVersion(meetingOf({ t1: 'complete', t2: 'partial' }), 't1', [])).toBe(false);
  expect(canRemoveVersion(two, 't3', [])).toBe(false);
});

it('an unfinished version can be deleted when nothing is done to its meeting', () => {
  const meeting = meetingOf({ t1: 'complete', t2: 'partial' });
  expect(canRemoveVersion(meeting, 't2', [{ meetingId: 'm1', status: 'paused' }])).toBe(false);
  expect(canRemoveVersion(meeting, 't2', [{ meetingId: 'm1', status: 'canceled' }])).toBe(true);
  expect(canRemoveVersion(meeting, 't2', [{ meetingId: 'm2', status: 'running' }])).toBe(true);
});
