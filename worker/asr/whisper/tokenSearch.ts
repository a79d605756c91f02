import type { LogitRow } from './logitRow.ts';

/** A sequence a search settled on. */
export interface Hypothesis {
  /** Generated tokens, without prompt and without end of text. */
  readonly tokens: readonly number[];
  /** Natural log-probability of each token, and of end of text where the sequence reached it. */
  readonly logprobs: readonly number[];
  readonly sumLogprob: number;
  /** For each entry of `logprobs` the attention at the step that chose it; empty when none is recorded. */
  readonly attentions: readonly Float32Array[];
}

/** What a decoder step says of a search's lanes. */
export interface SearchStep {
  /** The row of a lane; after the prompt all lanes have the same one. */
  readonly row: (lane: number) => LogitRow;
  /** Attention of a lane at this step, or null when none is recorded. */
  readonly attention: (lane: number) => Float32Array | null;
}

/**
 * Chooses the tokens of one chunk. A search runs `width` sequences, lanes, side by side in the decoder's batch: one
 * for greedy decoding, several for sampling and beam search.
 */
export interface TokenSearch {
  readonly width: number;
  /** Whether the logits of all tokens must be in its rows. */
  readonly readsAllLogits: boolean;
  /** Tokens to feed next, one for each lane. */
  readonly next: Int32Array;
  /** Lane of the last step that each lane goes on from. */
  readonly parents: Int32Array;
  /** Chooses the next tokens; false when the search has ended. */
  advance(step: SearchStep): boolean;
  best(): Hypothesis;
}

/** What every search needs. */
export interface SearchOptions {
  readonly eot: number;
  readonly vocabSize: number;
  /** Most tokens to generate; at least 1. */
  readonly maxTokens: number;
  /** See `TokenRules.apply`. */
  readonly applyRules: (row: LogitRow, generated: readonly number[], count: number) => void;
}

/** Mean log-probability per token, the default ranking of openai/whisper (decoding.py, MaximumLikelihoodRanker). */
export function rankHypothesis({ sumLogprob, tokens }: Hypothesis): number {
  return sumLogprob / Math.max(tokens.length, 1);
}

export function pickBest(hypotheses: readonly Hypothesis[]): Hypothesis {
  const best = hypotheses.reduce<Hypothesis | null>(
    (top, candidate) => (top === null || rankHypothesis(candidate) > rankHypothesis(top) ? candidate : top),
    null,
  );
  if (best === null) throw new Error('A search ended without a hypothesis.');
  return best;
}
