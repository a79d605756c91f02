import { describe, expect, it } from 'vitest';
import { scanRow, wholeRow, type LogitRow } from './logitRow.ts';
import { scanLogits } from './logitScan.ts';
import { createSeededRandom } from './seededRandom.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { createTokenRules } from './tokenRules.ts';

/** Text 0-9, eot 10, markers 11-13, timestamps 14-23. */
const config = {
  vocabSize: 24,
  eot: 10,
  sot: 11,
  noTimestamps: 13,
  timestampBegin: 14,
  suppressTokens: [3],
  beginSuppressTokens: [5, 10],
  maxInitialTimestampIndex: 2,
} as unknown as WhisperConfig;

/** Tokens still possible after `generated`, of a row of equal logits with `boost` more for some. */
function allowed(
  timestamps: boolean,
  generated: readonly number[],
  boost: Readonly<Record<number, number>> = {},
) {
  const offset = 7;
  const logits = new Float32Array(offset + config.vocabSize + 3);
  for (const [token, logit] of Object.entries(boost)) logits[offset + Number(token)] = logit;
  const before = [...logits.slice(0, offset), ...logits.slice(offset + config.vocabSize)];
  createTokenRules(config, { timestamps }).apply(
    wholeRow(logits, offset),
    [...generated, 999],
    generated.length,
  );
  expect([...logits.slice(0, offset), ...logits.slice(offset + config.vocabSize)]).toEqual(before);
  return [...logits.subarray(offset, offset + config.vocabSize).entries()]
    .filter(([, logit]) => logit !== -Infinity)
    .map(([token]) => token);
}

const text = [0, 1, 2, 4, 5, 6, 7, 8, 9];

describe('createTokenRules', () => {
  it('without timestamps allows text and the end, but no empty result', () => {
    expect(allowed(false, [])).toEqual([0, 1, 2, 4, 6, 7, 8, 9]);
    expect(allowed(false, [1])).toEqual([...text, 10]);
  });

  it('opens with a timestamp no later than the limit', () => {
    expect(allowed(true, [])).toEqual([14, 15, 16]);
  });

  it('goes on with text after an opening timestamp', () => {
    expect(allowed(true, [15])).toEqual([...text, 10]);
    expect(allowed(true, [14, 1, 16, 16])).toEqual([...text, 10]);
  });

  it('after text allows text, the end, or a later timestamp', () => {
    expect(allowed(true, [15, 1], { 1: 9 })).toEqual([...text, 10, 16, 17, 18, 19, 20, 21, 22, 23]);
    expect(allowed(true, [23, 1])).toEqual([...text, 10]);
  });

  it('after a closing timestamp allows the end or a timestamp from there on', () => {
    expect(allowed(true, [14, 1, 20], { 10: 9 })).toEqual([10, 20, 21, 22, 23]);
  });

  it('forces a timestamp when timestamps together outweigh any other token', () => {
    expect(allowed(true, [14, 1], { 1: 2.1 })).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23]);
    expect(allowed(true, [14, 1], { 1: 2.2 })).toContain(1);
  });

  it('has no limit for the first timestamp when the model has none', () => {
    const rules = createTokenRules({ ...config, maxInitialTimestampIndex: null }, { timestamps: true });
    const logits = new Float32Array(config.vocabSize);
    rules.apply(wholeRow(logits, 0), [], 0);
    expect(logits.filter((logit) => logit === 0)).toHaveLength(10);
  });

  it('leaves the same best token where only a summary of text is known, in 500 rows of every kind', () => {
    const histories = [[15], [15, 1], [15, 1, 18], [15, 1, 18, 18], [15, 1, 18, 18, 4], [1], [1, 2]];
    for (let seed = 0; seed < 500; seed++) {
      const random = createSeededRandom(seed);
      const timestamps = seed % 7 < 5;
      const generated = histories[seed % 7] ?? [];
      const rules = createTokenRules(config, { timestamps });
      const logits = Float32Array.from({ length: config.vocabSize }, () => 6 * random());
      const summary = summarize(logits, rules.textMask);
      const whole = wholeRow(logits, 0);
      rules.apply(whole, generated, generated.length);
      rules.apply(summary, generated, generated.length);

      const expected = scanRow(whole, config.vocabSize, { token: 0, max: 0, logSumExp: 0 });
      const scan = scanRow(summary, config.vocabSize, { token: 0, max: 0, logSumExp: 0 });
      expect(scan.token, `row ${seed}`).toBe(expected.token);
      expect(scan.max).toBe(expected.max);
      expect(scan.logSumExp).toBeCloseTo(expected.logSumExp, 9);
    }
  });

  it('reads only the first tokens of a longer buffer', () => {
    const rules = createTokenRules(config, { timestamps: true });
    const logits = new Float32Array(config.vocabSize);
    rules.apply(wholeRow(logits, 0), Int32Array.of(15, 16, 16), 1);
    expect(logits[1]).toBe(0);
    expect(logits[14]).toBe(-Infinity);
  });
});

/** What a decoder returns that was asked for the likeliest token of text. */
function summarize(logits: Float32Array, textMask: Float32Array): LogitRow {
  const text = logits.map((logit, token) => logit + (textMask[token] ?? 0));
  return {
    logits: logits.slice(config.eot),
    offset: -config.eot,
    firstToken: config.eot,
    text: scanLogits(text, 0, config.eot, { token: 0, max: 0, logSumExp: 0 }),
  };
}
