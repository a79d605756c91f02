import type { AbortSignalLike, RemovalReason, Word } from '../contract/index.ts';

/** At most 30 s of speech handed to the recognizer. Times in results are seconds from the chunk's first sample. */
export interface RecognizerChunk {
  readonly index: number;
  /** Mono, 16 kHz. */
  readonly samples: Float32Array;
}

/** One resolved, readonly record; never changed after recognition starts. */
export interface RecognizerOptions {
  /** Whisper language code, or `auto` to detect it for each chunk. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  /** Segment times from timestamp tokens; without them each chunk is one segment. */
  readonly timestamps: boolean;
  readonly words: boolean;
  /** Earlier text: its last 223 tokens are fed as the previous window. */
  readonly prompt: string;
  readonly hotwords: readonly string[];
  /** 1 is greedy. */
  readonly beamSize: number;
  /** Samples drawn per temperature above 0. */
  readonly bestOf: number;
  /** Tried in order until a result passes the thresholds. */
  readonly temperatures: readonly number[];
  readonly compressionRatioThreshold: number;
  readonly logprobThreshold: number;
  readonly noSpeechThreshold: number;
  /** Most new tokens for a chunk; null takes the model's own limit. */
  readonly maxNewTokens: number | null;
  /** Chunks decoded together. */
  readonly batchSize: number;
  /** Seed of the sampling used above temperature 0, so that a run can be repeated. */
  readonly seed: number;
}

/** Thresholds as published with openai/whisper (transcribe.py) and used by faster-whisper. */
export const DEFAULT_RECOGNIZER_OPTIONS: RecognizerOptions = {
  language: 'auto',
  task: 'transcribe',
  timestamps: true,
  words: false,
  prompt: '',
  hotwords: [],
  beamSize: 1,
  bestOf: 5,
  temperatures: [0, 0.2, 0.4, 0.6, 0.8, 1],
  compressionRatioThreshold: 2.4,
  logprobThreshold: -1,
  noSpeechThreshold: 0.6,
  maxNewTokens: null,
  batchSize: 8,
  seed: 0,
};

export interface RecognizedSegment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Text and timestamp tokens of the segment. */
  readonly tokens: readonly number[];
  readonly avgLogprob: number;
  readonly noSpeechProb: number;
  readonly compressionRatio: number;
  readonly temperature: number;
  readonly removed: Exclude<RemovalReason, 'user'> | null;
  readonly words: readonly Word[];
}

export interface ChunkResult {
  readonly index: number;
  readonly language: string;
  /** 0 to 1; 1 when the language was given. */
  readonly languageProbability: number;
  readonly segments: readonly RecognizedSegment[];
}

export interface RecognizerInfo {
  /** Whisper codes; `['en']` for an English-only model. */
  readonly languages: readonly string[];
  readonly canTranslate: boolean;
  readonly wordTimes: 'exact' | 'approximate';
  readonly dtype: string;
  /** Execution provider the sessions run on. */
  readonly device: string;
}

/** Turns chunks into segments. One call of `recognize` or `detectLanguage` at a time. */
export interface Recognizer {
  readonly info: RecognizerInfo;
  /** Language code -> probability, averaged over the chunks; `{ en: 1 }` for an English-only model. */
  detectLanguage(
    chunks: readonly RecognizerChunk[],
    signal: AbortSignalLike,
  ): Promise<Readonly<Record<string, number>>>;
  /**
   * Yields one result per chunk as each is finished, not necessarily in order. Given the same chunks in the same
   * call and the same options it yields the same results. Rejects with an AbortError within one decoder step of
   * `signal` aborting.
   */
  recognize(
    chunks: readonly RecognizerChunk[],
    options: RecognizerOptions,
    signal: AbortSignalLike,
  ): AsyncGenerator<ChunkResult, void, undefined>;
}
