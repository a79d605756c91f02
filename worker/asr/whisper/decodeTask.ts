import type { DecoderOutput, StartedChunk } from './decoderRunner.ts';
import type { TokenSearch } from './tokenSearch.ts';

/** One attempt at one chunk. */
export interface DecodeTask {
  readonly search: TokenSearch;
  /** Runs the encoder; called once, when there is room in the batch. */
  readonly start: () => Promise<StartedTask>;
  /** Tokens in the prompt. */
  readonly promptLength: number;
  /** Encoder positions that hold the chunk; attention beyond them is left out. */
  readonly usedFrames: number;
}

export interface StartedTask extends StartedChunk {
  readonly tokens: readonly number[];
  /** Told of what the prompt gave, in which lane, before the search is. */
  readonly readPrompt: (output: DecoderOutput, lane: number) => void;
}
