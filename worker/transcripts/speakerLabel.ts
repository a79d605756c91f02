/** What a speaker is called before a person gives a name: `SPEAKER_00` for the first. */
export function createSpeakerLabel(number: number): string {
  return `SPEAKER_${String(number).padStart(2, '0')}`;
}
