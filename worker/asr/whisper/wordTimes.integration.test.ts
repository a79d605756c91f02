import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../inference/openSession.ts';
import { readWav } from '../__fixtures__/readWav.ts';
import { type OpenRecognizer, createRecognizer } from '../createRecognizer.ts';
import { DEFAULT_RECOGNIZER_OPTIONS } from '../recognizer.ts';

/** "The final version is almost done and the deadline is Monday.", spoken by Festival, with its own word times. */
const samples = readWav(join(import.meta.dirname, '__fixtures__/festival-kal.wav'));
const spoken: readonly (readonly [word: string, start: number, end: number])[] = [
  ['the', 0.22, 0.308],
  ['final', 0.308, 0.765],
  ['version', 0.765, 1.062],
  ['is', 1.062, 1.205],
  ['almost', 1.205, 1.828],
  ['done', 1.828, 2.136],
  ['and', 2.356, 2.53],
  ['the', 2.53, 2.598],
  ['deadline', 2.598, 3.015],
  ['is', 3.015, 3.174],
  ['monday', 3.174, 3.595],
];

describe('alignWords on speech with known word times', () => {
  let recognizer: OpenRecognizer;
  beforeAll(async () => {
    recognizer = await createRecognizer({
      modelFolder: join(import.meta.dirname, '../../../assets/models/earshot-starter'),
      dtype: 'fp32',
      device: 'cpu',
      threads: 1,
      openSession,
    });
  });
  afterAll(() => recognizer.close());

  it.each([true, false])('is right within a tenth of a second (timestamps %s)', async (timestamps) => {
    const options = { ...DEFAULT_RECOGNIZER_OPTIONS, language: 'en', words: true, timestamps };
    const words = [];
    for await (const { segments } of recognizer.recognize(
      [{ index: 0, samples }],
      options,
      new AbortController().signal,
    )) {
      words.push(...segments.flatMap((segment) => segment.words));
    }
    const errors: number[] = [];
    let next = 0;
    for (const [word, start, end] of spoken) {
      const index = words.findIndex(
        ({ text }, at) => at >= next && text.toLowerCase().replace(/[^a-z]/g, '') === word,
      );
      const found = words[index];
      if (found === undefined) continue;
      next = index + 1;
      errors.push(Math.abs(found.start - start), Math.abs(found.end - end));
    }
    // A model that mishears a word or two is still to be right about the others.
    expect(errors.length).toBeGreaterThanOrEqual(16);
    expect(errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(0.1);
  });
});
