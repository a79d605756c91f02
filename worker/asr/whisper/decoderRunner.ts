import type { Tensor } from '../../inference/session.ts';
import type { CacheTensors } from './kvCache.ts';

export interface DecoderOutput {
  /** [lanes, positions, vocabStride] of the tokens from `firstToken` on; the caller's to change, as all arrays here. */
  readonly logits: Float32Array;
  /** At least the number of tokens from `firstToken` on. */
  readonly vocabStride: number;
  readonly firstToken: number;
  /** What is known of the tokens below `firstToken`, for each lane and position; null where that is 0. */
  readonly text: TextSummary | null;
  /** Self-attention keys and values of all positions so far, and perhaps room for more. */
  readonly selfCache: CacheTensors;
  /** Layer -> cross-attention [lanes, heads, positions, encoder positions], for the layers asked for. */
  readonly attentions: ReadonlyMap<number, Float32Array>;
}

/** The likeliest of the text tokens that may come. */
export interface TextSummary {
  readonly tokens: ArrayLike<bigint>;
  readonly logits: Float32Array;
  /** Probabilities among these tokens. */
  readonly probabilities: Float32Array;
}

/** A chunk whose encoder states have been taken in. */
export interface StartedChunk {
  /** What runs need of the chunk; one lane. Shares no array with the encoder states. */
  readonly crossCache: CacheTensors;
  /** What its prompt gave, where the graph runs a prompt to make the cache. */
  readonly prompt: DecoderOutput | null;
}

export interface PromptRequest {
  readonly chunks: readonly StartedChunk[];
  /** The prompts of all chunks, one after the other, equally long; those that the chunks were started with. */
  readonly tokens: readonly number[];
  /** Of all chunks. */
  readonly crossCache: CacheTensors;
  readonly attentionLayers: readonly number[];
}

export interface StepRequest {
  /** One token for each lane. */
  readonly tokens: ArrayLike<number>;
  /** Positions already in `selfCache`. */
  readonly position: number;
  readonly selfCache: CacheTensors;
  readonly crossCache: CacheTensors;
  readonly attentionLayers: readonly number[];
  /**
   * For each token 0 if it is text that may come, else -Infinity: a decoder that can leaves the logits of tokens below
   * end of text out and says which of those that may come is the likeliest. Null asks for all logits.
   */
  readonly textMask: Float32Array | null;
}

/** Runs the decoder of one model, in whatever form its graphs are. */
export interface DecoderRunner {
  readonly hasCrossAttentions: boolean;
  /** Takes in the encoder states of a chunk whose prompt is `tokens`. */
  start(states: Tensor, tokens: readonly number[], attentionLayers: readonly number[]): Promise<StartedChunk>;
  /** Runs the prompts of several chunks, a lane each, with all logits. */
  prompt(request: PromptRequest): Promise<DecoderOutput>;
  /**
   * Runs one token of each of several lanes, all at the same position. The cache in the result is that of the request,
   * changed in its place, or another one, after which nobody needs the first.
   */
  step(request: StepRequest): Promise<DecoderOutput>;
}
