import type { Segment, Word } from '../contract/index.ts';
import type { ExportDocument } from './exportDocument.ts';

/** A segment with what a test does not care about filled in. */
export function createTestSegment(
  given: Partial<Segment> & Pick<Segment, 'start' | 'end' | 'text'>,
): Segment {
  return {
    language: 'en',
    channel: null,
    speaker: null,
    avgLogprob: -0.2,
    noSpeechProb: 0.01,
    compressionRatio: 1.2,
    temperature: 0,
    removed: null,
    words: [],
    ...given,
  };
}

/** Words of equal length after each other; a word list as Whisper gives it, with leading spaces. */
export function createTestWords(text: string, start: number, secondsPerWord: number): Word[] {
  return text.split(' ').map((word, index) => ({
    start: Math.round((start + index * secondsPerWord) * 1000) / 1000,
    end: Math.round((start + (index + 1) * secondsPerWord) * 1000) / 1000,
    text: ` ${word}`,
    probability: 0.9,
    approximate: false,
  }));
}

function createSpoken(speaker: string | null, start: number, secondsPerWord: number, text: string): Segment {
  const words = createTestWords(text, start, secondsPerWord);
  return createTestSegment({ start, end: words.at(-1)?.end ?? start, text: ` ${text}`, speaker, words });
}

/** Two speakers, long and short segments, and every character that a format could trip over. */
export const MEETING_DOCUMENT: ExportDocument = {
  title: 'Budget *review* & plans\n2025',
  createdAtMs: Date.UTC(2025, 2, 14, 9, 26, 53),
  durationSeconds: 3725.4,
  language: 'en',
  modelId: 'earshot-starter',
  modelName: 'Earshot Starter (demo)',
  speakers: [
    { label: 'SPEAKER_00', name: 'Anna <Lead>' },
    { label: 'SPEAKER_01', name: '=HYPERLINK("x")' },
  ],
  segments: [
    createSpoken(
      'SPEAKER_00',
      0.5,
      0.3,
      'Good morning everyone, thank you for coming; today we look at the budget, and then, if there is time, at the plans for the summer.',
    ),
    createSpoken('SPEAKER_00', 8.3, 0.35, 'Let us begin.'),
    createSpoken('SPEAKER_01', 10, 0.4, '- Fine, "all" of it --> now & <b>here</b>, at 5_000 [EUR] #1?'),
    createSpoken('SPEAKER_01', 20, 0.4, '1. Größe 日本 = 3*4'),
    createTestSegment({ start: 3600, end: 3603.25, text: ' Nobody knows who says this.\r\nA second line.' }),
    createSpoken('SPEAKER_02', 3604, 0.3, '+49 30 1234, a number nobody gave a name.'),
  ],
};
