import { formatTimecode, type Meeting } from '../../contract/index.ts';
import { formatSpeed } from './progressBar.ts';
import { toPrintable } from './toPrintable.ts';

/** One line about a finished file: length, speed or that it was there before, language, model. */
export function formatSummary(
  file: string,
  { durationSeconds, transcript }: Pick<Meeting, 'durationSeconds' | 'transcript'>,
  { isFromLibrary = false }: { readonly isFromLibrary?: boolean } = {},
): string {
  const facts = [formatTimecode(durationSeconds, 'clock')];
  if (transcript !== null) {
    const { realTimeFactor, language, modelId, device, segments, status } = transcript;
    if (isFromLibrary) facts.push('from the library');
    else if (realTimeFactor) facts.push(`${formatSpeed(1 / realTimeFactor)} real time`);
    if (status === 'complete' && segments.every(({ removed }) => removed !== null))
      facts.push('no speech found');
    else if (language !== null) facts.push(language);
    facts.push(`${modelId} on ${device}`);
  }
  return `${toPrintable(file)}: ${facts.join(', ')}`;
}
