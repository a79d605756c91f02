import { formatTimecode, type Meeting } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatDate } from '../../strings/formatAmounts.ts';

/** One line about a meeting: `14 Nov 2026 · 1:05 · earshot-starter on cpu`. */
export function describeMeeting(meeting: Meeting, nowMs: number): string {
  const { transcript } = meeting;
  return [
    formatDate(meeting.createdAtMs, nowMs),
    formatTimecode(meeting.durationSeconds, 'clock'),
    transcript === null ? null : en.transcript.model(transcript.modelId, transcript.device),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
