import type { AlignmentAttention } from './alignmentMatrix.ts';
import type { AttemptContext, ChunkWork } from './chunkAttempts.ts';
import type { RecognizedSegment } from '../recognizer.ts';
import { compressionRatio, judgeSegments, type ChunkQuality } from './quality.ts';
import { roundToMilliseconds } from './roundToMilliseconds.ts';
import { readSegments } from './segments.ts';
import type { Hypothesis } from './tokenSearch.ts';
import { alignWords, interpolateWords, type SegmentWords } from './wordTimes.ts';

/** A decoded chunk and how good it is. */
export interface Attempt {
  readonly hypothesis: Hypothesis;
  readonly temperature: number;
  readonly quality: ChunkQuality;
  /** False if text was placed where the chunk has no sound any more, which only happens when decoding went astray. */
  readonly staysInSound: boolean;
}

/** How much later than the sound's end a timestamp may be; published models are a few tenths of a second late. */
const MAX_LATE_SECONDS = 0.5;

/** Rates a hypothesis as a whole; the mean counts end of text also where it was not reached, as openai/whisper does. */
export function rateHypothesis(
  hypothesis: Hypothesis,
  temperature: number,
  { chunk, noSpeechProb }: ChunkWork,
  { tokenizer, model: { config } }: AttemptContext,
): Attempt {
  const text = tokenizer.decode(hypothesis.tokens.filter((token) => token < config.eot));
  const latestSeconds = chunk.samples.length / config.sampleRate + MAX_LATE_SECONDS;
  const latest = config.timestampBegin + latestSeconds / config.timestampStep;
  const quality = {
    compressionRatio: compressionRatio(text.trim()),
    avgLogprob: hypothesis.sumLogprob / (hypothesis.tokens.length + 1),
    noSpeechProb,
  };
  const staysInSound = hypothesis.tokens.every((token) => token <= latest);
  return { hypothesis, temperature, quality, staysInSound };
}

/**
 * The segments of a chunk, after those heard before, with words if they are wanted; those that do not belong in the
 * transcript are marked.
 */
export function describeSegments(
  { hypothesis, temperature, quality }: Attempt,
  work: ChunkWork,
  context: AttemptContext,
): RecognizedSegment[] {
  const { model, tokenizer, options } = context;
  const { config } = model;
  const { tokens, logprobs } = hypothesis;
  const durationSeconds = work.chunk.samples.length / config.sampleRate;
  const segments = readSegments({ config, tokenizer, tokens, logprobs, durationSeconds });
  const words = options.words
    ? findWords(
        { config, tokenizer, language: work.language ?? 'en', segments, logprobs },
        hypothesis,
        work,
        context,
      )
    : [];
  const removed = judgeSegments(
    segments.map(({ text }) => text),
    quality,
    options,
  );
  const { startSeconds } = work;
  const described = segments.map((segment, index) => ({
    start: laterBy(startSeconds, words[index]?.start ?? segment.start),
    end: laterBy(startSeconds, words[index]?.end ?? segment.end),
    text: segment.text,
    tokens: segment.tokens,
    avgLogprob: segment.avgLogprob,
    noSpeechProb: quality.noSpeechProb,
    compressionRatio: compressionRatio(segment.text.trim()),
    temperature,
    removed: removed[index] ?? null,
    words: (words[index]?.words ?? []).map((word) => ({
      ...word,
      start: laterBy(startSeconds, word.start),
      end: laterBy(startSeconds, word.end),
    })),
  }));
  return [...work.heard, ...described];
}

function laterBy(startSeconds: number, time: number): number {
  return startSeconds === 0 ? time : roundToMilliseconds(startSeconds + time);
}

function findWords(
  request: Parameters<typeof interpolateWords>[0],
  hypothesis: Hypothesis,
  work: ChunkWork,
  { attentionHeads, model }: AttemptContext,
): SegmentWords[] {
  if (attentionHeads.length === 0) return interpolateWords(request);
  return alignWords({
    ...request,
    attention: stackAttention([...work.promptAttentions, ...hypothesis.attentions], attentionHeads.length),
    firstRow: work.promptAttentions.length,
    durationSeconds: work.chunk.samples.length / model.config.sampleRate,
  });
}

/** Rows of [heads, frames] -> [heads, rows, frames]. */
function stackAttention(rows: readonly Float32Array[], heads: number): AlignmentAttention {
  const frames = (rows[0]?.length ?? 0) / heads;
  const weights = new Float32Array(heads * rows.length * frames);
  for (const [index, row] of rows.entries()) {
    for (let head = 0; head < heads; head++) {
      const source = row.subarray(head * frames, (head + 1) * frames);
      weights.set(source, (head * rows.length + index) * frames);
    }
  }
  return { weights, heads, rows: rows.length, frames };
}
