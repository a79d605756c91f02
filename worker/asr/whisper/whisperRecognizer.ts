import { type AbortSignalLike, AppError } from '../../contract/index.ts';
import type {
  ChunkResult,
  Recognizer,
  RecognizerChunk,
  RecognizerInfo,
  RecognizerOptions,
} from '../recognizer.ts';
import {
  createChunkAttempt,
  createChunkWork,
  createRestWork,
  detectLanguage,
  type AttemptContext,
  type ChunkWork,
} from './chunkAttempts.ts';
import { describeSegments, rateHypothesis, type Attempt } from './chunkSegments.ts';
import { decodeTasks } from './decodeTasks.ts';
import { findUnheardRest } from './findUnheardRest.ts';
import { findWholeSegments, type WholeSegments } from './findWholeSegments.ts';
import { CrossCache } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { isSilence, needsFallback } from './quality.ts';
import { createTokenRules } from './tokenRules.ts';
import type { WhisperTokenizer } from './tokenizer.ts';
import type { WhisperModel } from './whisperModel.ts';

/**
 * Most memory for the cross-attention keys and values of a batch. Whisper small in fp32 fits with eight chunks; larger
 * models run in smaller batches, which costs them little because each of their steps is long anyway.
 */
const CROSS_CACHE_BYTES = 2 ** 30;

/** Recognition with an opened model; see `Recognizer`. Segment times are clamped to the chunk's length. */
export function createWhisperRecognizer(model: WhisperModel, tokenizer: WhisperTokenizer): Recognizer {
  const { config } = model;
  const crossCache = new CrossCache();

  return {
    info: describeModel(model),
    async detectLanguage(chunks, signal) {
      if (config.languages.size === 0) return { en: 1 };
      const mean: Record<string, number> = {};
      for (const chunk of chunks) {
        checkLength(chunk, config);
        const states = await model.encode(chunk.samples, signal);
        for (const [language, score] of Object.entries(await detectLanguage(model, states, signal))) {
          mean[language] = (mean[language] ?? 0) + score / chunks.length;
        }
      }
      return mean;
    },
    async *recognize(chunks, options, signal) {
      for (const chunk of chunks) checkLength(chunk, config);
      const maxLanes = countLanes(model, options);
      crossCache.reserve(maxLanes);
      yield* recognizeChunks(chunks, createContext(options, signal), crossCache, maxLanes);
    },
  };

  function createContext(options: RecognizerOptions, signal: AbortSignalLike): AttemptContext {
    const attentionHeads = options.words && model.hasCrossAttentions ? config.alignmentHeads : [];
    const rules = createTokenRules(config, { timestamps: options.timestamps });
    return { model, tokenizer, rules, options, attentionHeads, signal };
  }
}

/**
 * Decodes every chunk at the first temperature, and again at the next ones while its result fails the thresholds; then
 * what the model passed over at its end or had no tokens left for, if it did.
 */
async function* recognizeChunks(
  chunks: readonly RecognizerChunk[],
  context: AttemptContext,
  crossCache: CrossCache,
  maxLanes: number,
): AsyncGenerator<ChunkResult, void, undefined> {
  const { model, options, attentionHeads, signal } = context;
  const queue = chunks.map((chunk) => createChunkAttempt(createChunkWork(chunk, context), 0, context));
  const failed = new Map<ChunkWork, Attempt[]>();
  for await (const { task, hypothesis } of decodeTasks({
    model,
    queue,
    crossCache,
    maxLanes,
    textMask: context.rules.textMask,
    attentionHeads,
    signal,
  })) {
    const { work, attempt } = task;
    const rated = rateHypothesis(hypothesis, options.temperatures[attempt] ?? 0, work, context);
    const isGood = rated.staysInSound && !needsFallback(rated.quality, options);
    const attempts = [...(failed.get(work) ?? []), rated];
    failed.set(work, attempts);
    if (!isGood && attempt + 1 < options.temperatures.length) {
      queue.unshift(createChunkAttempt(work, attempt + 1, context));
      continue;
    }
    failed.delete(work);
    const accepted = isGood ? rated : pickLeastBad(attempts, options);
    const rest = isGood ? findRest(accepted, work, context) : null;
    const result = describeChunk(rest === null ? accepted : keepTokens(accepted, rest), work, context);
    if (rest === null) yield result;
    else {
      const next = createRestWork(work, rest.endSeconds, result.segments, context);
      queue.unshift(createChunkAttempt(next, 0, context));
    }
  }
}

/** Where to go on within a chunk, and what to keep of what was heard before; null if that was all. */
function findRest(
  { hypothesis, quality }: Attempt,
  { chunk }: ChunkWork,
  { model: { config }, options }: AttemptContext,
): WholeSegments | null {
  if (!options.timestamps || isSilence(quality, options)) return null;
  const { tokens, logprobs } = hypothesis;
  const durationSeconds = chunk.samples.length / config.sampleRate;
  // End of text has a log-probability of its own. A limit that the caller set holds for the whole chunk.
  const isCutOff = logprobs.length === tokens.length && options.maxNewTokens === null;
  if (isCutOff) return findWholeSegments(tokens, config, durationSeconds);
  const endSeconds = findUnheardRest(tokens, config, durationSeconds);
  return endSeconds === null ? null : { tokenCount: tokens.length, endSeconds };
}

function keepTokens(attempt: Attempt, { tokenCount }: WholeSegments): Attempt {
  const { hypothesis } = attempt;
  if (tokenCount === hypothesis.tokens.length) return attempt;
  return {
    ...attempt,
    hypothesis: {
      ...hypothesis,
      tokens: hypothesis.tokens.slice(0, tokenCount),
      logprobs: hypothesis.logprobs.slice(0, tokenCount),
      attentions: hypothesis.attentions.slice(0, tokenCount),
    },
  };
}

/**
 * Where every temperature failed: the likeliest of the results that stay in the sound and are not a loop, or of those
 * that do one of the two, or of all (faster-whisper transcribe.py, generate_with_fallback, knows loops only).
 */
function pickLeastBad(
  attempts: readonly Attempt[],
  { compressionRatioThreshold }: RecognizerOptions,
): Attempt {
  const withoutLoop = attempts.filter(({ quality }) => quality.compressionRatio <= compressionRatioThreshold);
  const inSound = attempts.filter(({ staysInSound }) => staysInSound);
  const both = withoutLoop.filter(({ staysInSound }) => staysInSound);
  const candidates = [both, withoutLoop, inSound].find(({ length }) => length > 0) ?? attempts;
  return candidates.reduce((best, candidate) =>
    candidate.quality.avgLogprob > best.quality.avgLogprob ? candidate : best,
  );
}

function describeChunk(attempt: Attempt, work: ChunkWork, context: AttemptContext): ChunkResult {
  return {
    index: work.chunk.index,
    language: work.language ?? 'en',
    languageProbability: work.languageProbability,
    segments: describeSegments(attempt, work, context),
  };
}

/** Lanes of a batch: depends on model and options alone, so that a repeated run decodes the same chunks together. */
function countLanes({ config }: WhisperModel, options: RecognizerOptions): number {
  const laneBytes = config.decoderLayers * 2 * config.maxSourcePositions * config.dModel * 4;
  const fitting = Math.floor(CROSS_CACHE_BYTES / laneBytes);
  const wanted = options.batchSize * options.beamSize;
  const samples = options.temperatures.some((temperature) => temperature > 0) ? options.bestOf : 1;
  return Math.max(Math.min(wanted, fitting), options.beamSize, samples);
}

function checkLength({ index, samples }: RecognizerChunk, { chunkSeconds, sampleRate }: WhisperConfig): void {
  if (samples.length <= chunkSeconds * sampleRate) return;
  throw new AppError('invalid-request', `Chunk ${index} is longer than ${chunkSeconds} s.`, {
    details: { chunk: index, samples: samples.length },
  });
}

function describeModel(model: WhisperModel): RecognizerInfo {
  const { languages, translate } = model.config;
  return {
    languages: languages.size > 0 ? [...languages.keys()] : ['en'],
    canTranslate: translate !== null && [...languages.keys()].some((language) => language !== 'en'),
    wordTimes: model.hasCrossAttentions ? 'exact' : 'approximate',
    dtype: model.dtype,
    device: model.device,
  };
}
