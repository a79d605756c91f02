import { describe, expect, it } from 'vitest';
import { createBeamSearch } from './beamSearch.ts';
import { wholeRow } from './logitRow.ts';
import { scanLogits } from './logitScan.ts';
import { createSampleSearch } from './sampleSearch.ts';
import { createSeededRandom } from './seededRandom.ts';
import { rankHypothesis, type Hypothesis, type SearchOptions, type TokenSearch } from './tokenSearch.ts';

const EOT = 3;
const VOCABULARY = 4;
const MAX_TOKENS = 4;
const OPTIONS: SearchOptions = {
  eot: EOT,
  vocabSize: VOCABULARY,
  maxTokens: MAX_TOKENS,
  applyRules: () => undefined,
};

describe('scanLogits', () => {
  it('finds the likeliest token and the logarithm of the sum of exponentials', () => {
    const logits = Float32Array.of(9, 1, 2, -Infinity, 2, 0, 9);
    const scan = scanLogits(logits, 1, 5, { token: 0, max: 0, logSumExp: 0 });
    expect(scan.token).toBe(1);
    expect(scan.max).toBe(2);
    expect(scan.logSumExp).toBeCloseTo(Math.log(Math.E + 2 * Math.E ** 2 + 1), 9);
  });
});

describe('greedy search', () => {
  it('takes the likeliest token until end of text and adds up log-probabilities', () => {
    const logprobs = [
      [0.1, 0.6, 0.2, 0.1],
      [0.5, 0.2, 0.2, 0.1],
      [0.2, 0.1, 0.2, 0.5],
    ].map((row) => row.map(Math.log));
    const result = run(createSampleSearch({ ...OPTIONS, temperature: 0, lanes: [() => 0] }), (prefix) =>
      Float32Array.from(logprobs[prefix.length] ?? []),
    );
    expect(result.tokens).toEqual([1, 0]);
    expect(result.sumLogprob).toBeCloseTo(Math.log(0.6 * 0.5 * 0.5), 6);
    expect(result.logprobs).toHaveLength(3);
    expect(result.attentions.map((attention) => [...attention])).toEqual([[0], [1], [2]]);
  });

  it('is what beam search with one beam gives, on 200 random models', () => {
    for (let seed = 0; seed < 200; seed++) {
      const model = createRandomModel(seed);
      const greedy = run(createSampleSearch({ ...OPTIONS, temperature: 0, lanes: [() => 0] }), model);
      expect(run(createBeamSearch({ ...OPTIONS, beamSize: 1 }), model)).toEqual(greedy);
    }
  });
});

describe('beam search', () => {
  it('finds the likeliest of all sequences when it may keep enough beams, on 50 random models', () => {
    for (let seed = 0; seed < 50; seed++) {
      const model = createRandomModel(seed);
      const all = listSequences(model);
      const found = run(createBeamSearch({ ...OPTIONS, beamSize: all.length }), model);
      const best = Math.max(...all.map(rankHypothesis));
      expect(rankHypothesis(found)).toBeCloseTo(best, 5);
    }
  });

  it('leaves a beam that began better for one that goes on better', () => {
    const model = (prefix: readonly number[]): Float32Array => {
      if (prefix.length === 0) return toLogits([0.6, 0.4, 0, 0]);
      if (prefix.length === 1) return toLogits(prefix[0] === 0 ? [0.3, 0.3, 0.3, 0.1] : [0, 0, 1, 0]);
      return toLogits([0, 0, 0, 1]);
    };
    const result = run(createBeamSearch({ ...OPTIONS, beamSize: 2 }), model);
    expect(result.tokens).toEqual([1, 2]);
    expect(result.sumLogprob).toBeCloseTo(Math.log(0.4), 6);
    expect(result.attentions).toHaveLength(3);
  });

  it('stops at the most tokens allowed', () => {
    const endless = (): Float32Array => toLogits([0.5, 0.3, 0.2, 0]);
    expect(run(createBeamSearch({ ...OPTIONS, beamSize: 3 }), endless).tokens).toEqual([0, 0, 0, 0]);
  });
});

describe('every search', () => {
  it.each([Number.NaN, Infinity, -Infinity])('refuses a row of nothing but %s', (value) => {
    const searches = [
      createSampleSearch({ ...OPTIONS, temperature: 0, lanes: [() => 0] }),
      createSampleSearch({ ...OPTIONS, temperature: 1, lanes: [() => 0.5] }),
      createBeamSearch({ ...OPTIONS, beamSize: 2 }),
    ];
    for (const search of searches) {
      expect(() => run(search, () => new Float32Array(VOCABULARY).fill(value))).toThrow(
        expect.objectContaining({ code: 'inference-failed' }),
      );
    }
  });
});

describe('sampling', () => {
  it('draws tokens as often as softmax at the temperature says', () => {
    const counts = [0, 0, 0, 0];
    const random = createSeededRandom(1);
    for (let draw = 0; draw < 20_000; draw++) {
      const search = createSampleSearch({ ...OPTIONS, temperature: 0.5, lanes: [random] });
      const logits = toLogits([0.2, 0.3, 0.1, 0.4]);
      search.advance({ row: () => wholeRow(logits, 0), attention: () => null });
      const token = search.next[0] ?? -1;
      counts[token] = (counts[token] ?? 0) + 1;
    }
    // At temperature 1/2 probabilities go as their squares: 4, 9, 1 and 16 of 30.
    const expected = [4, 9, 1, 16].map((share) => share / 30);
    for (const [token, share] of expected.entries()) {
      expect(Math.abs((counts[token] ?? 0) / 20_000 - share)).toBeLessThan(0.015);
    }
  });

  it('keeps the best of its samples', () => {
    const model = createRandomModel(7);
    const lanes = (seeds: readonly number[]) => seeds.map((seed) => createSeededRandom(seed));
    const alone = [1, 2, 3, 4, 5].map((seed) =>
      run(createSampleSearch({ ...OPTIONS, temperature: 1, lanes: lanes([seed]) }), model),
    );
    const together = run(
      createSampleSearch({ ...OPTIONS, temperature: 1, lanes: lanes([1, 2, 3, 4, 5]) }),
      model,
    );
    expect(new Set(alone.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
    expect(rankHypothesis(together)).toBe(Math.max(...alone.map(rankHypothesis)));
  });

  it('repeats itself from the same seeds and differs between seeds', () => {
    const draw = (...seeds: number[]) => Array.from({ length: 4 }, createSeededRandom(...seeds));
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(2, 1));
    expect(draw(0)).not.toEqual(draw(0, 0));
  });
});

/** Runs a search on a model that is a function of the tokens so far; attention is the position. */
function run(search: TokenSearch, model: (prefix: readonly number[]) => Float32Array): Hypothesis {
  let prefixes: readonly (readonly number[])[] = Array.from({ length: search.width }, () => []);
  for (let position = 0; ; position++) {
    const logits = new Float32Array(search.width * VOCABULARY);
    for (const [lane, prefix] of prefixes.entries()) logits.set(model(prefix), lane * VOCABULARY);
    const attention = () => Float32Array.of(position);
    const row = (lane: number) => wholeRow(logits, position === 0 ? 0 : lane * VOCABULARY);
    if (!search.advance({ row, attention })) return pickFields(search.best());
    const parents = [...search.parents];
    const previous = prefixes;
    prefixes = parents.map((parent, lane) => [...(previous[parent] ?? []), search.next[lane] ?? EOT]);
  }
}

function pickFields({ tokens, logprobs, sumLogprob, attentions }: Hypothesis): Hypothesis {
  return { tokens, logprobs, sumLogprob, attentions };
}

function createRandomModel(seed: number): (prefix: readonly number[]) => Float32Array {
  return (prefix) => {
    const random = createSeededRandom(seed, ...prefix);
    return Float32Array.from({ length: VOCABULARY }, () => 4 * random());
  };
}

/** Every sequence that ends with end of text within the limit or is cut at it. */
function listSequences(model: (prefix: readonly number[]) => Float32Array): Hypothesis[] {
  const extend = (tokens: readonly number[], sumLogprob: number): Hypothesis[] => {
    const whole = { tokens, logprobs: [], sumLogprob, attentions: [] };
    if (tokens.length === MAX_TOKENS) return [whole];
    const logits = model(tokens);
    const { logSumExp } = scanLogits(logits, 0, VOCABULARY, { token: 0, max: 0, logSumExp: 0 });
    return [...logits].flatMap((logit, token) => {
      const sum = sumLogprob + logit - logSumExp;
      return token === EOT ? [{ ...whole, sumLogprob: sum }] : extend([...tokens, token], sum);
    });
  };
  return extend([], 0);
}

function toLogits(probabilities: readonly number[]): Float32Array {
  return Float32Array.from(probabilities, Math.log);
}
