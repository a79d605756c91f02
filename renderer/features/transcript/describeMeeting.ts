import { formatTimecode, type Meeting, type Transcript } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatDevice } from '../../strings/formatDevice.ts';
import { formatDate } from '../../strings/formatAmounts.ts';

/** One line about a meeting: `14 Nov 2026 · 1:05 · Earshot Starter, CPU`. */
export function describeMeeting(
  meeting: Meeting,
  titleOf: (modelId: string) => string,
  nowMs: number,
): string {
  const { transcript } = meeting;
  return [
    formatDate(meeting.createdAtMs, nowMs),
    formatTimecode(meeting.durationSeconds, 'clock'),
    transcript === null ? null : describeModel(transcript, titleOf(transcript.modelId)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** What it runs on is known when the model is loaded; until then it is what was asked for. */
function describeModel({ device }: Transcript, title: string): string {
  return device === 'auto' ? title : en.transcript.model(title, formatDevice(device));
}
