import type { AlignmentAttention } from './alignmentMatrix.ts';
import type { AttemptContext, ChunkWork } from './chunkAttempts.ts';
import type { RecognizedSegment } from '../recognizer.ts';
import { compressionRatio, judgeSegments, type ChunkQuality } from './quality.ts';
import { readSegments } from './segments.ts';
import type { Hypothesis } from './tokenSearch.ts';
import { alignWords, interpolateWords, type SegmentWords } from './wordTimes.ts';

/** A decoded chunk and how good it is. */
export interface Attempt {
  readonly hypothesis: Hypothesis;
  readonly temperature: number;
  readonly quality: ChunkQuality;
}

/** Rates a hypothesis as a whole; the mean counts end of text also where it was not reached, as openai/whisper does. */
export function rateHypothesis(
  hypothesis: Hypothesis,
  temperature: number,
  { noSpeechProb }: ChunkWork,
  { tokenizer, model }: AttemptContext,
): Attempt {
  const text = tokenizer.decode(hypothesis.tokens.filter((token) => token < model.config.eot));
  const quality = {
    compressionRatio: compressionRatio(text.trim()),
    avgLogprob: hypothesis.sumLogprob / (hypothesis.tokens.length + 1),
    noSpeechProb,
  };
  return { hypothesis, temperature, quality };
}

/** The segments of a chunk with words if they are wanted; those that do not belong in the transcript are marked. */
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
  return segments.map((segment, index) => ({
    start: words[index]?.start ?? segment.start,
    end: words[index]?.end ?? segment.end,
    text: segment.text,
    tokens: segment.tokens,
    avgLogprob: segment.avgLogprob,
    noSpeechProb: quality.noSpeechProb,
    compressionRatio: compressionRatio(segment.text.trim()),
    temperature,
    removed: removed[index] ?? null,
    words: words[index]?.words ?? [],
  }));
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
