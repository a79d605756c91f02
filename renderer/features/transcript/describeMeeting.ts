import { formatTimecode, type Meeting, type Transcript } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatDevice } from '../../strings/formatDevice.ts';
import { formatDate } from '../../strings/formatAmounts.ts';

/** One line about a meeting: `14 Nov 2026 · 1:05 · Earshot Starter, CPU`. A model that is gone is known by its id. */
export function describeMeeting(meeting: Meeting, modelTitle: string | null, nowMs: number): string {
  const { transcript } = meeting;
  return [
    formatDate(meeting.createdAtMs, nowMs),
    formatTimecode(meeting.durationSeconds, 'clock'),
    transcript === null ? null : describeModel(transcript, modelTitle),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** What it runs on is known when the model is loaded; until then it is what was asked for. */
function describeModel({ modelId, device }: Transcript, modelTitle: string | null): string {
  const model = modelTitle ?? modelId;
  return device === 'auto' ? model : en.transcript.model(model, formatDevice(device));
}
