import { describe, expect, it } from 'vitest';
import type { WhisperConfig } from './modelConfig.ts';
import { readSegments } from './segments.ts';

const config = { eot: 10, timestampBegin: 14, timestampStep: 0.02 } as unknown as WhisperConfig;
const tokenizer = {
  decode: (tokens: readonly number[]) => tokens.map((token) => (token === 9 ? ' ' : ` w${token}`)).join(''),
};
const at = (seconds: number) => 14 + Math.round(seconds / 0.02);

function read(tokens: readonly number[], durationSeconds = 10, logprobs?: readonly number[]) {
  return readSegments({
    config,
    tokenizer,
    tokens,
    durationSeconds,
    ...(logprobs === undefined ? {} : { logprobs }),
  });
}

describe('readSegments', () => {
  it('cuts at pairs of timestamps', () => {
    expect(read([at(0.4), 1, 2, at(1.5), at(2), 3, at(4)], 10, [-1, -2, -3, -4, -5, -6, -7, -9])).toEqual([
      {
        start: 0.4,
        end: 1.5,
        text: ' w1 w2',
        tokens: [at(0.4), 1, 2, at(1.5)],
        firstToken: 0,
        avgLogprob: -2.5,
      },
      { start: 2, end: 4, text: ' w3', tokens: [at(2), 3, at(4)], firstToken: 4, avgLogprob: -6.75 },
    ]);
  });

  it('lasts to the end of the chunk without a closing timestamp', () => {
    expect(read([at(1), 1, at(2), at(2.5), 2, 3], 7)).toMatchObject([
      { start: 1, end: 2, text: ' w1' },
      { start: 2.5, end: 7, text: ' w2 w3', firstToken: 3 },
    ]);
  });

  it('is one segment without timestamps', () => {
    expect(read([1, 2], 3.25)).toEqual([
      { start: 0, end: 3.25, text: ' w1 w2', tokens: [1, 2], firstToken: 0, avgLogprob: 0 },
    ]);
  });

  it('begins where the last segment ended when the opening timestamp is missing', () => {
    expect(read([1, at(2), 2, at(3)])).toMatchObject([
      { start: 0, end: 2 },
      { start: 2, end: 3, text: ' w2' },
    ]);
  });

  it('stays within the chunk and in order', () => {
    expect(read([at(1), 1, at(8), at(9), 2, at(12)], 5)).toMatchObject([
      { start: 1, end: 5 },
      { start: 5, end: 5 },
    ]);
    expect(read([at(3), 1, at(2), at(1), 2, at(1.5)], 5)).toMatchObject([
      { start: 3, end: 3 },
      { start: 3, end: 3 },
    ]);
  });

  it('leaves out segments without text', () => {
    expect(read([at(0), at(1), at(1), 9, at(2), at(2)])).toEqual([]);
    expect(read([])).toEqual([]);
  });

  it('takes the last of several opening timestamps', () => {
    expect(read([at(0), at(1), 1, at(2)])).toMatchObject([
      { start: 1, end: 2, tokens: [at(1), 1, at(2)], firstToken: 1 },
    ]);
  });
});
