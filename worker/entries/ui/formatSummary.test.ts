import { describe, expect, it } from 'vitest';
import type { Meeting, Transcript } from '../../contract/index.ts';
import { formatSummary } from './formatSummary.ts';

const SEGMENT = {
  ...{ id: 0, edited: false, start: 0, end: 1, text: 'Hello.', words: [], language: 'en', channel: null },
  ...{ speaker: null, avgLogprob: 0, noSpeechProb: 0, compressionRatio: 1, temperature: 0, removed: null },
};

function meeting(change: Partial<Transcript> = {}): Pick<Meeting, 'durationSeconds' | 'transcript'> {
  const transcript: Transcript = {
    ...{ transcriptId: 't1', meetingId: 'm1', modelId: 'base', device: 'cpu', language: 'en' },
    ...{ status: 'complete', createdAtMs: 0, realTimeFactor: 0.05, segments: [SEGMENT], speakers: [] },
    ...{ revision: 0, history: { undo: null, redo: null } },
    ...change,
  };
  return { durationSeconds: 64.6, transcript };
}

describe('formatSummary', () => {
  it('says how long, how fast, in which language and by which model', () => {
    expect(formatSummary('a.wav', meeting())).toBe('a.wav: 1:04, 20x real time, en, base on cpu');
  });

  it('says that nothing was transcribed just now', () => {
    expect(formatSummary('a.wav', meeting(), { isFromLibrary: true })).toBe(
      'a.wav: 1:04, from the library, en, base on cpu',
    );
  });

  it('says that nobody spoke, also where what was heard was removed', () => {
    const silent = 'a.wav: 1:04, 20x real time, no speech found, base on cpu';
    expect(formatSummary('a.wav', meeting({ segments: [], language: null }))).toBe(silent);
    expect(formatSummary('a.wav', meeting({ segments: [{ ...SEGMENT, removed: 'no-speech' }] }))).toBe(
      silent,
    );
  });

  it('leaves out what is not known', () => {
    expect(formatSummary('a.wav', meeting({ language: null, realTimeFactor: null }))).toBe(
      'a.wav: 1:04, base on cpu',
    );
    expect(formatSummary('a.wav', { durationSeconds: 5, transcript: null })).toBe('a.wav: 0:05');
  });
});
