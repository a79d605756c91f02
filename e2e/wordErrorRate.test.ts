import { describe, expect, it } from 'vitest';
import { countWordErrors, wordErrorRatePercent } from './wordErrorRate.ts';

describe('countWordErrors', () => {
  it('finds none in the same words with other capitals, punctuation and spaces', () => {
    expect(countWordErrors("Let's start, everyone.", " let's  start everyone ")).toEqual({
      errors: 0,
      words: 3,
    });
  });

  it('counts replaced, missing and added words once each', () => {
    expect(countWordErrors('one two three four', 'one too three')).toEqual({ errors: 2, words: 4 });
    expect(countWordErrors('one two', 'zero one two three')).toEqual({ errors: 2, words: 2 });
  });

  it('aligns words rather than comparing them place by place', () => {
    expect(countWordErrors('a b c d e', 'b c d e')).toEqual({ errors: 1, words: 5 });
  });

  it('counts every word of a text that was not heard, and every word heard in silence', () => {
    expect(countWordErrors('three little words', '')).toEqual({ errors: 3, words: 3 });
    expect(countWordErrors('', 'two words')).toEqual({ errors: 2, words: 0 });
  });

  it('keeps letters of other scripts', () => {
    expect(countWordErrors('Größe überall', 'grosse überall')).toEqual({ errors: 1, words: 2 });
  });
});

describe('wordErrorRatePercent', () => {
  it('weighs texts by their length', () => {
    expect(
      wordErrorRatePercent([
        { errors: 1, words: 2 },
        { errors: 0, words: 8 },
      ]),
    ).toBe(10);
  });
});
