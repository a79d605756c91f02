import { describe, expect, it } from 'vitest';
import { createLanguageChoice } from './languageChoice.ts';

const SIGNAL = new AbortController().signal;
const CHUNKS = [{ index: 0, samples: new Float32Array(16_000) }];

function countingRecognizer(probabilities: Readonly<Record<string, number>>) {
  const calls: number[] = [];
  return {
    calls,
    detectLanguage: (chunks: readonly unknown[]) => {
      calls.push(chunks.length);
      return Promise.resolve(probabilities);
    },
  };
}

describe('createLanguageChoice', () => {
  it('detects the language with the first chunks and keeps it', async () => {
    const recognizer = countingRecognizer({ en: 0.2, de: 0.7, fr: 0.1 });
    const choice = createLanguageChoice(
      { language: 'auto', languageDetection: 'file' },
      recognizer,
      null,
      SIGNAL,
    );
    expect(choice.chosen).toBeNull();
    expect([await choice.choose(CHUNKS), await choice.choose(CHUNKS)]).toEqual(['de', 'de']);
    expect({ chosen: choice.chosen, calls: recognizer.calls }).toEqual({ chosen: 'de', calls: [1] });
  });

  it('asks for nothing when the language is given or was decided before', async () => {
    const recognizer = countingRecognizer({ en: 1 });
    const given = createLanguageChoice(
      { language: 'fr', languageDetection: 'file' },
      recognizer,
      null,
      SIGNAL,
    );
    const resumed = createLanguageChoice(
      { language: 'auto', languageDetection: 'file' },
      recognizer,
      'ja',
      SIGNAL,
    );
    expect([await given.choose(CHUNKS), await resumed.choose(CHUNKS)]).toEqual(['fr', 'ja']);
    expect(recognizer.calls).toEqual([]);
  });

  it('leaves the detection to each chunk in a meeting of several languages', async () => {
    const recognizer = countingRecognizer({ en: 1 });
    const choice = createLanguageChoice(
      { language: 'auto', languageDetection: 'chunk' },
      recognizer,
      null,
      SIGNAL,
    );
    expect(await choice.choose(CHUNKS)).toBe('auto');
    expect({ chosen: choice.chosen, calls: recognizer.calls }).toEqual({ chosen: null, calls: [] });
  });
});
