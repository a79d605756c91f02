import type { StoredSegment } from '../../../worker/contract/index.ts';
import type { ShownSpeaker } from './speakers.ts';

/** Plain text to be pasted: a paragraph for each turn of a speaker, or for each passage where nobody is named. */
export function formatTranscript(
  segments: readonly StoredSegment[],
  speakers: readonly ShownSpeaker[],
): string {
  const paragraphs: string[] = [];
  let speaker: string | null = null;
  for (const segment of segments.filter(({ removed }) => removed === null)) {
    const text = segment.text.trim();
    const name = speakers.find(({ label }) => label === segment.speaker)?.name;
    if (segment.speaker !== null && segment.speaker === speaker) {
      paragraphs.push(`${paragraphs.pop() ?? ''} ${text}`);
    } else {
      paragraphs.push(name === undefined ? text : `${name}: ${text}`);
    }
    speaker = segment.speaker;
  }
  return paragraphs.join('\n\n');
}
