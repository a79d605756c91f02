import { describe, expect, it } from 'vitest';
import { createAttention } from './__fixtures__/createAttention.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { type TimedSegment, readSegments } from './segments.ts';
import { splitToWords } from './splitToWords.ts';
import { alignWords, interpolateWords } from './wordTimes.ts';

const config = {
  eot: 10,
  timestampBegin: 14,
  timestampStep: 0.02,
  medianFilterWidth: 3,
} as unknown as WhisperConfig;
const vocabulary = [' we', ' agree', 'd', '.', ' next', ' item', ' "', 'go', '"', '!'];
const decode = (tokens: readonly number[]) => tokens.map((token) => vocabulary[token] ?? '').join('');
const tokenizer = {
  decode,
  splitToWords: (tokens: readonly number[], language: string) => splitToWords(tokens, language, decode),
};

describe('alignWords', () => {
  it('times words from the row that predicts their first token to the row after their last', () => {
    // Rows 0-2 are the prompt; the rows of the nine tokens start at frames 0 11 14 18 21 24 27 30 33.
    const tokens = [14, 0, 1, 2, 3, 40, 4, 5];
    const segments = readSegments({ config, tokenizer, tokens, durationSeconds: 1.2 });
    const result = alignWords({
      config,
      tokenizer,
      language: 'en',
      segments,
      attention: createAttention(2, 12, 60),
      firstRow: 3,
      durationSeconds: 1.2,
      logprobs: [0, Math.log(0.5), 0, Math.log(0.5), Math.log(0.1), 0, Math.log(0.25), 0],
    });
    expect(result).toEqual([
      {
        start: 0.22,
        end: 0.42,
        words: [
          { start: 0.22, end: 0.28, text: ' we', probability: 0.5, approximate: false },
          { start: 0.28, end: 0.42, text: ' agreed.', probability: 0.75, approximate: false },
        ],
      },
      {
        start: 0.54,
        end: 0.66,
        words: [
          { start: 0.54, end: 0.6, text: ' next', probability: 0.25, approximate: false },
          { start: 0.6, end: 0.66, text: ' item', probability: 1, approximate: false },
        ],
      },
    ]);
  });

  it('lets the last word last to the end of the chunk when decoding stopped at its token', () => {
    const segments = readSegments({ config, tokenizer, tokens: [0, 4], durationSeconds: 0.2 });
    const request = { config, tokenizer, language: 'en', segments, logprobs: [0, 0], durationSeconds: 0.2 };
    const [segment] = alignWords({ ...request, attention: createAttention(2, 5, 60), firstRow: 3 });
    expect(segment?.words.at(-1)?.end).toBe(0.2);
    expect(segment?.end).toBe(0.2);
  });

  it('keeps words in order and within the chunk whatever the attention says', () => {
    const tokens = [14, 0, 1, 30, 30, 4, 5, 50, 50, 6, 7, 3, 60];
    const segments = readSegments({ config, tokenizer, tokens, durationSeconds: 0.7 });
    for (let seed = 0; seed < 50; seed += 1) {
      const attention = createAttention(1, tokens.length + 2, 60);
      attention.weights.forEach((_, index) => {
        attention.weights[index] = Math.abs(Math.sin((index + 1) * (seed + 1.3) * 12.9898));
      });
      const result = alignWords({
        config,
        tokenizer,
        language: 'en',
        segments,
        attention,
        firstRow: 1,
        durationSeconds: 0.7,
        logprobs: tokens.map(() => -1),
      });
      const times = result.flatMap(({ words }) => words.flatMap(({ start, end }) => [start, end]));
      expect(times).toHaveLength(10);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(0);
      expect(times.at(-1)).toBeLessThanOrEqual(0.7);
    }
  });

  it('gives nothing for no segments', () => {
    const attention = { weights: new Float32Array(0), heads: 1, rows: 0, frames: 0 };
    const request = { config, tokenizer, language: 'en', segments: [], logprobs: [], attention };
    expect(alignWords({ ...request, firstRow: 0, durationSeconds: 1 })).toEqual([]);
  });
});

describe('interpolateWords', () => {
  it('shares the time of a segment out by characters', () => {
    const segment: TimedSegment = {
      start: 2,
      end: 4,
      text: ' we "go"!',
      tokens: [14, 0, 6, 7, 8, 9, 40],
      firstToken: 3,
      avgLogprob: 0,
    };
    const logprobs = [9, 9, 9, 9, Math.log(0.5), Math.log(0.75), Math.log(0.25), 9, 9, 9];
    expect(interpolateWords({ config, tokenizer, language: 'en', segments: [segment], logprobs })).toEqual([
      {
        start: 2,
        end: 4,
        words: [
          { start: 2, end: 2.667, text: ' we', probability: 0.5, approximate: true },
          { start: 2.667, end: 4, text: ' "go"!', probability: 0.5, approximate: true },
        ],
      },
    ]);
  });
});
