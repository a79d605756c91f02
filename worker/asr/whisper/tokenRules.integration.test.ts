import { Tensor, WhisperTimeStampLogitsProcessor } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import type { WhisperConfig } from './modelConfig.ts';
import { wholeRow } from './logitRow.ts';
import { createTokenRules } from './tokenRules.ts';

const config = {
  vocabSize: 2510,
  eot: 1000,
  noTimestamps: 1008,
  timestampBegin: 1009,
  suppressTokens: [],
  beginSuppressTokens: [],
  maxInitialTimestampIndex: null,
} as unknown as WhisperConfig;

type ReferenceConfig = ConstructorParameters<typeof WhisperTimeStampLogitsProcessor>[0];

const prompt = [1001, 1002, 1004];

let state = 3;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** Tokens generated so far: a few closed segments, then one that is closed, just opened, or still has text. */
function createSequence(): number[] {
  const tokens: number[] = [];
  let timestamp = config.timestampBegin;
  const length = Math.floor(random() * 4);
  for (let segment = 0; segment < length; segment += 1) {
    timestamp += Math.floor(random() * 100);
    tokens.push(
      timestamp,
      Math.floor(random() * 1000),
      Math.floor(random() * 1000),
      (timestamp += 1 + Math.floor(random() * 100)),
    );
  }
  return tokens.slice(0, tokens.length - Math.floor(random() * 4));
}

describe('createTokenRules against WhisperTimeStampLogitsProcessor of transformers.js', () => {
  it('leaves the same tokens possible for random logits', () => {
    const rules = createTokenRules(config, { timestamps: true });
    const generationConfig = {
      eos_token_id: 1000,
      no_timestamps_token_id: 1008,
      max_initial_timestamp_index: 1500,
    };
    const reference = new WhisperTimeStampLogitsProcessor(generationConfig as ReferenceConfig, prompt);
    const outcomes = { timestamp: 0, text: 0 };
    for (let trial = 0; trial < 400; trial += 1) {
      const generated = createSequence();
      const bias = random() * 12 - 8;
      const logits = Float32Array.from(
        { length: config.vocabSize },
        (_, token) => random() * 6 + (token >= config.timestampBegin ? bias : 0),
      );
      // Two rules of ours that the reference does not have: no markers, and no timestamps that go back.
      logits.fill(-Infinity, config.eot + 1, config.timestampBegin);
      const last = generated.findLast((token) => token >= config.timestampBegin) ?? 0;
      const isOpen = (generated.at(-1) ?? 0) < config.timestampBegin;
      logits.fill(
        -Infinity,
        config.timestampBegin,
        Math.max(config.timestampBegin, isOpen ? last + 1 : last),
      );

      const expected = new Tensor('float32', logits.slice(), [1, config.vocabSize]);
      reference._call([[...prompt, ...generated].map(BigInt)], expected);
      rules.apply(wholeRow(logits, 0), generated, generated.length);
      expect([...logits], `trial ${trial}`).toEqual([...(expected.data as Float32Array)]);
      const canBeText = logits.subarray(0, config.eot).some((logit) => logit !== -Infinity);
      outcomes[canBeText ? 'text' : 'timestamp'] += 1;
    }
    expect(Math.min(outcomes.text, outcomes.timestamp)).toBeGreaterThan(100);
  });
});
