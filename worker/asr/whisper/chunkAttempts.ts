import type { AbortSignalLike } from '../../contract/index.ts';
import type { Tensor } from '../../inference/session.ts';
import type { RecognizedSegment, RecognizerChunk, RecognizerOptions } from '../recognizer.ts';
import { layersOf, readAttentionRow, type AttentionHeads, type AttentionPlace } from './attentionRows.ts';
import { createBeamSearch } from './beamSearch.ts';
import type { DecodeTask, StartedTask } from './decodeTask.ts';
import type { DecoderOutput } from './decoderRunner.ts';
import { discardTensors } from './discardTensors.ts';
import { toFloatType } from './float16.ts';
import { languageScores } from './languageScores.ts';
import { readRow } from './logitRow.ts';
import { scanLogits } from './logitScan.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { promptAlone } from './promptAlone.ts';
import { buildPromptTokens } from './prompt.ts';
import { createSampleSearch } from './sampleSearch.ts';
import { createSeededRandom } from './seededRandom.ts';
import type { TokenRules } from './tokenRules.ts';
import type { TokenSearch } from './tokenSearch.ts';
import type { WhisperTokenizer } from './tokenizer.ts';
import type { WhisperModel } from './whisperModel.ts';

/** What the attempts at all chunks of one call share. */
export interface AttemptContext {
  readonly model: WhisperModel;
  readonly tokenizer: WhisperTokenizer;
  readonly rules: TokenRules;
  readonly options: RecognizerOptions;
  /** Heads whose attention is recorded; empty when no words are wanted or the model has none. */
  readonly attentionHeads: AttentionHeads;
  readonly signal: AbortSignalLike;
}

/** One chunk, or what is left of it, on its way through the temperatures. Filled in by the first attempt's prompt. */
export interface ChunkWork {
  /** The samples still to be heard. */
  readonly chunk: RecognizerChunk;
  /** Where they begin within the chunk that was asked for. */
  readonly startSeconds: number;
  /** What was heard before them, times from the first sample of the chunk that was asked for. */
  readonly heard: readonly RecognizedSegment[];
  /**
   * Encoder states of a chunk that was begun, for the attempts that may follow. Half floats are half of the memory for
   * all chunks of a batch; the first temperature has the states as the encoder gives them.
   */
  states: Tensor | null;
  language: string | null;
  languageProbability: number;
  noSpeechProb: number;
  /** Attention at the prompt's positions from `sot` on, without the last, which belongs to the first token. */
  promptAttentions: readonly Float32Array[];
}

export interface ChunkAttempt extends DecodeTask {
  readonly work: ChunkWork;
  /** Index in the temperatures. */
  readonly attempt: number;
}

/** A chunk that nothing is known of. A language is detected only if it was not given and there is a choice. */
export function createChunkWork(chunk: RecognizerChunk, context: AttemptContext): ChunkWork {
  return {
    chunk,
    startSeconds: 0,
    heard: [],
    states: null,
    language: givenLanguage(context),
    languageProbability: 1,
    noSpeechProb: 0,
    promptAttentions: [],
  };
}

/** The chunk from `seconds` after the beginning of `work` on, in the language that was found. */
export function createRestWork(
  work: ChunkWork,
  seconds: number,
  heard: readonly RecognizedSegment[],
  { model }: AttemptContext,
): ChunkWork {
  const samples = work.chunk.samples.subarray(Math.round(seconds * model.config.sampleRate));
  return {
    ...work,
    chunk: { index: work.chunk.index, samples },
    startSeconds: work.startSeconds + seconds,
    heard,
    states: null,
    noSpeechProb: 0,
    promptAttentions: [],
  };
}

function givenLanguage({ model, options }: AttemptContext): string | null {
  const languages = [...model.config.languages.keys()];
  if (languages.length === 0) return 'en';
  if (options.language !== 'auto') return options.language;
  return languages.length === 1 ? (languages[0] ?? null) : null;
}

export function createChunkAttempt(work: ChunkWork, attempt: number, context: AttemptContext): ChunkAttempt {
  const { config } = context.model;
  // A prompt is as long in one language as in another, and the language may not be known yet.
  const promptLength = buildPrompt(context, work.language ?? [...config.languages.keys()][0] ?? 'en').tokens
    .length;
  return {
    work,
    attempt,
    promptLength,
    usedFrames: countFrames(work.chunk, config),
    search: createSearch(work, attempt, promptLength, context),
    start: () => startAttempt(work, attempt, context),
  };
}

/** Probability of each language of the model, from the encoder states of one chunk. */
export async function detectLanguage(
  model: WhisperModel,
  states: Tensor,
  signal: AbortSignalLike,
): Promise<Readonly<Record<string, number>>> {
  const { output } = await promptAlone(model, states, [model.config.sot], signal);
  return languageScores(model.config, output.logits, 0);
}

async function startAttempt(work: ChunkWork, attempt: number, context: AttemptContext): Promise<StartedTask> {
  const { model, options, signal, attentionHeads } = context;
  const states = work.states ?? (await model.encode(work.chunk.samples, signal));
  work.language ??= await chooseLanguage(work, states, context);
  const { tokens, sotIndex } = buildPrompt(context, work.language);
  const chunk = await model.start(states, tokens, layersOf(attentionHeads), signal);
  const isLast = attempt + 1 >= options.temperatures.length;
  work.states = isLast ? null : toFloatType(states, 'float16');
  if (work.states !== states) discardTensors([states]);
  return {
    ...chunk,
    tokens,
    readPrompt(output, lane) {
      const place = { lane, row: sotIndex, rows: tokens.length };
      work.noSpeechProb = readNoSpeechProb(output, place, model);
      work.promptAttentions = readPromptAttentions(output, place, work, context);
    },
  };
}

async function chooseLanguage(work: ChunkWork, states: Tensor, context: AttemptContext): Promise<string> {
  const scores = await detectLanguage(context.model, states, context.signal);
  const [[language, probability] = ['en', 0]] = Object.entries(scores).sort(([, a], [, b]) => b - a);
  work.languageProbability = probability;
  return language;
}

function buildPrompt({ model, tokenizer, options }: AttemptContext, language: string) {
  const { task, timestamps, prompt, hotwords } = options;
  return buildPromptTokens({ config: model.config, tokenizer, language, task, timestamps, prompt, hotwords });
}

/** Softmax over all tokens after `sot`, before any rule (openai/whisper decoding.py, _main_loop). */
function readNoSpeechProb(
  output: DecoderOutput,
  { lane, row, rows }: AttentionPlace,
  { config }: WhisperModel,
): number {
  if (config.noSpeech === null) return 0;
  const { logits, offset } = readRow(output, lane * rows + row);
  const { logSumExp } = scanLogits(logits, offset, config.vocabSize, { token: 0, max: 0, logSumExp: 0 });
  return Math.exp((logits[offset + config.noSpeech] ?? -Infinity) - logSumExp);
}

function readPromptAttentions(
  output: DecoderOutput,
  { lane, row, rows }: AttentionPlace,
  { chunk }: ChunkWork,
  { attentionHeads, model }: AttemptContext,
): Float32Array[] {
  if (attentionHeads.length === 0) return [];
  const { config } = model;
  const usedFrames = countFrames(chunk, config);
  return Array.from({ length: rows - 1 - row }, (_, i) =>
    readAttentionRow(output, attentionHeads, { lane, row: row + i, rows }, usedFrames, config),
  );
}

/** Encoder positions that hold the chunk's samples; the others are padding. */
function countFrames({ samples }: RecognizerChunk, { sampleRate, timestampStep }: WhisperConfig): number {
  return Math.max(1, Math.ceil(samples.length / sampleRate / timestampStep));
}

function createSearch(
  { chunk }: ChunkWork,
  attempt: number,
  promptLength: number,
  { model, options, rules }: AttemptContext,
): TokenSearch {
  const { eot, vocabSize, maxLength } = model.config;
  const { beamSize, bestOf, seed } = options;
  const temperature = options.temperatures[attempt] ?? 0;
  const maxTokens = Math.max(1, Math.min(options.maxNewTokens ?? Infinity, maxLength - promptLength));
  const shared = { eot, vocabSize, maxTokens, applyRules: rules.apply };
  if (temperature === 0 && beamSize > 1) return createBeamSearch({ ...shared, beamSize });
  // A sample depends on the chunk and the attempt alone, not on what is decoded beside it.
  const lanes = Array.from({ length: temperature === 0 ? 1 : bestOf }, (_, lane) =>
    createSeededRandom(seed, chunk.index, attempt, lane),
  );
  return createSampleSearch({ ...shared, temperature, lanes });
}
