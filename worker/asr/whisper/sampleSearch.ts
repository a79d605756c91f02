import { scanRow } from './logitRow.ts';
import type { LogitScan } from './logitScan.ts';
import {
  pickBest,
  type Hypothesis,
  type SearchOptions,
  type SearchStep,
  type TokenSearch,
} from './tokenSearch.ts';

export interface SampleSearchOptions extends SearchOptions {
  /** 0 takes the likeliest token each time; then one lane is enough. */
  readonly temperature: number;
  /** One source of uniform numbers in [0, 1) for each lane; their number is the number of samples drawn. */
  readonly lanes: readonly (() => number)[];
}

interface Lane {
  readonly random: () => number;
  readonly tokens: number[];
  readonly logprobs: number[];
  readonly attentions: Float32Array[];
  sumLogprob: number;
  ended: boolean;
}

/**
 * Greedy decoding, or the best of several samples drawn at a temperature: openai/whisper, decoding.py, GreedyDecoder.
 * Log-probabilities are those at temperature 1, after the token rules.
 */
export function createSampleSearch(options: SampleSearchOptions): TokenSearch {
  const { eot, vocabSize, maxTokens, temperature, applyRules } = options;
  const scan: LogitScan = { token: 0, max: 0, logSumExp: 0 };
  const lanes = options.lanes.map((random): Lane => ({
    random,
    tokens: [],
    logprobs: [],
    attentions: [],
    sumLogprob: 0,
    ended: false,
  }));
  const next = new Int32Array(lanes.length).fill(eot);
  const parents = Int32Array.from(lanes.keys());

  const advanceLane = (lane: Lane, index: number, step: SearchStep): void => {
    const row = step.row(index);
    const { logits, offset } = row;
    applyRules(row, lane.tokens, lane.tokens.length);
    scanRow(row, vocabSize, scan);
    const token =
      temperature === 0
        ? scan.token
        : drawToken(logits, offset, vocabSize, scan.max, temperature, lane.random());
    const logit = temperature === 0 ? scan.max : (logits[offset + token] ?? -Infinity);
    const logprob = logit - scan.logSumExp;
    lane.sumLogprob += logprob;
    lane.logprobs.push(logprob);
    const attention = step.attention(index);
    if (attention !== null) lane.attentions.push(attention);
    next[index] = token;
    if (token === eot) lane.ended = true;
    else lane.tokens.push(token);
    if (lane.tokens.length >= maxTokens) lane.ended = true;
  };

  return {
    width: lanes.length,
    readsAllLogits: temperature > 0,
    next,
    parents,
    advance(step) {
      let running = false;
      for (const [index, lane] of lanes.entries()) {
        if (lane.ended) continue;
        advanceLane(lane, index, step);
        if (!lane.ended) running = true;
      }
      return running;
    },
    best: (): Hypothesis => pickBest(lanes),
  };
}

/** Inverse transform sampling from softmax(logits / temperature); `max` is the greatest logit of the row. */
function drawToken(
  logits: Float32Array,
  offset: number,
  vocabSize: number,
  max: number,
  temperature: number,
  uniform: number,
): number {
  const weight = (token: number): number =>
    Math.exp(((logits[offset + token] ?? -Infinity) - max) / temperature);
  let sum = 0;
  for (let token = 0; token < vocabSize; token++) sum += weight(token);
  let rest = uniform * sum;
  let last = 0;
  for (let token = 0; token < vocabSize; token++) {
    const part = weight(token);
    if (part === 0) continue;
    last = token;
    rest -= part;
    if (rest < 0) break;
  }
  return last;
}
