import { describe, expect, it } from 'vitest';
import { languageScores } from './languageScores.ts';
import type { WhisperConfig } from './modelConfig.ts';

const config = (languages: [string, number][]) =>
  ({ languages: new Map(languages) }) as unknown as WhisperConfig;

describe('languageScores', () => {
  it('is a softmax over the language tokens alone', () => {
    const logits = Float32Array.of(99, 0, Math.log(3), -Infinity, 50);
    const scores = languageScores(
      config([
        ['en', 0],
        ['de', 1],
        ['ja', 2],
      ]),
      logits,
      1,
    );
    expect(scores['en']).toBeCloseTo(0.25, 6);
    expect(scores['de']).toBeCloseTo(0.75, 6);
    expect(scores['ja']).toBe(0);
  });

  it('knows what an English-only model speaks', () => {
    expect(languageScores(config([]), new Float32Array(0), 0)).toEqual({ en: 1 });
  });

  it('refuses logits that are no numbers', () => {
    const languages = config([
      ['en', 0],
      ['de', 1],
    ]);
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expect(() => languageScores(languages, Float32Array.of(0, value, value), 1)).toThrow(
        expect.objectContaining({ code: 'inference-failed' }),
      );
    }
  });
});
