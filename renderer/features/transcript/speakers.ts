import type { Speaker, StoredSegment } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';

/** A speaker as shown: a person without a name has a number. */
export interface ShownSpeaker {
  readonly label: string;
  readonly name: string;
  readonly isNamed: boolean;
  /** 1 to 8, for the colour; speakers beyond share colours and are told apart by their names. */
  readonly tone: number;
}

const TONES = 8;

export function showSpeakers(speakers: readonly Speaker[]): readonly ShownSpeaker[] {
  return speakers.map(({ label, name }, index) => ({
    label,
    name: name === label ? en.transcript.speakers.unnamed(index + 1) : name,
    isNamed: name !== label,
    tone: (index % TONES) + 1,
  }));
}

/** What part of the words each speaker says, 0 to 1, by label. Removed passages do not count. */
export function shareOfWords(segments: readonly StoredSegment[]): ReadonlyMap<string, number> {
  const letters = new Map<string, number>();
  let total = 0;
  for (const { speaker, text, removed } of segments) {
    if (removed !== null) continue;
    total += text.length;
    if (speaker !== null) letters.set(speaker, (letters.get(speaker) ?? 0) + text.length);
  }
  return new Map([...letters].map(([label, count]) => [label, count / total]));
}
