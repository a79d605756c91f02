import { formatTimecode, type Meeting } from '../../contract/index.ts';
import { formatSpeed } from './progressBar.ts';

/** One line about a finished file: length, speed, language, model. */
export function formatSummary(file: string, { durationSeconds, transcript }: Meeting): string {
  const facts = [
    formatTimecode(durationSeconds, 'clock'),
    ...(transcript?.realTimeFactor ? [`${formatSpeed(1 / transcript.realTimeFactor)} real time`] : []),
    ...(transcript === null ? [] : [transcript.language, `${transcript.modelId} on ${transcript.device}`]),
  ];
  return `${file}: ${facts.join(', ')}`;
}
