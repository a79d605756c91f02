import { formatTimecode, type Meeting } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatDevice } from '../../strings/formatDevice.ts';
import { formatDate } from '../../strings/formatAmounts.ts';

/** One line about a meeting: `14 Nov 2026 · 1:05 · Earshot Starter, CPU`. A model that is gone is known by its id. */
export function describeMeeting(meeting: Meeting, modelTitle: string | null, nowMs: number): string {
  const { transcript } = meeting;
  return [
    formatDate(meeting.createdAtMs, nowMs),
    formatTimecode(meeting.durationSeconds, 'clock'),
    transcript === null
      ? null
      : en.transcript.model(modelTitle ?? transcript.modelId, formatDevice(transcript.device)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
