import type { Word } from '../../contract/index.ts';
import { type AlignmentAttention, alignmentMatrix } from './alignmentMatrix.ts';
import { dtwRowStarts } from './dtw.ts';
import {
  type SegmentTiming,
  type WordTiming,
  limitAtSegmentEdges,
  limitAtSentenceEnds,
  measureWordDurations,
} from './limitWordDurations.ts';
import { mergePunctuation } from './mergePunctuation.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { roundToMilliseconds } from './roundToMilliseconds.ts';
import type { TimedSegment } from './segments.ts';
import type { WhisperTokenizer } from './tokenizer.ts';

export interface WordsRequest {
  readonly config: WhisperConfig;
  readonly tokenizer: Pick<WhisperTokenizer, 'splitToWords'>;
  readonly language: string;
  /** As `readSegments` gives them, of one chunk, in order. */
  readonly segments: readonly TimedSegment[];
  /** Natural log-probability of each generated token of the chunk. */
  readonly logprobs: ArrayLike<number>;
}

export interface AlignmentRequest extends WordsRequest {
  readonly attention: AlignmentAttention;
  /** Row of `attention` that predicted the first generated token; the prompt's rows are before it. */
  readonly firstRow: number;
  /** Length of the chunk's samples. */
  readonly durationSeconds: number;
}

/** A segment's words with its times, brought into line with them. Times are seconds from the chunk's first sample. */
export interface SegmentWords {
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
}

/**
 * Times of words from the decoder's cross-attention: a dynamic time warp over the alignment matrix gives each token the
 * frame at which the decoder began to predict it, and a word lasts from its first token to the token after its last
 * (openai/whisper timing.py, find_alignment and add_word_timestamps). One result per segment, in order; words never
 * overlap and stay within the chunk.
 */
export function alignWords(request: AlignmentRequest): SegmentWords[] {
  const { config, segments, durationSeconds } = request;
  const tokenStarts = alignTokens(request);
  const startOf = (token: number): number =>
    Math.min((tokenStarts[token] ?? Infinity) * config.timestampStep, durationSeconds);
  const groups = segments.map((segment) => splitSegment(request, segment, startOf));

  const durations = measureWordDurations(groups.flat());
  limitAtSentenceEnds(groups.flat(), durations);
  let lastSpeechEnd = 0;
  return segments.map((segment, index) => {
    const words = mergePunctuation(groups[index] ?? []);
    const timing: SegmentTiming = { start: segment.start, end: segment.end };
    limitAtSegmentEdges(words, timing, durations, lastSpeechEnd);
    const result = keepInOrder(words, timing, lastSpeechEnd, durationSeconds);
    lastSpeechEnd = result.end;
    return result;
  });
}

/**
 * Approximate times of words for a model without cross-attention outputs: a segment's time is shared out by the number
 * of characters. One result per segment, in order.
 */
export function interpolateWords(request: WordsRequest): SegmentWords[] {
  return request.segments.map((segment) => {
    const words = mergePunctuation(splitSegment(request, segment, () => 0));
    const total = words.reduce((sum, word) => sum + word.text.length, 0);
    let before = 0;
    const at = (characters: number): number =>
      roundToMilliseconds(segment.start + ((segment.end - segment.start) * characters) / Math.max(total, 1));
    return {
      start: segment.start,
      end: segment.end,
      words: words.map(({ text, probability }) => {
        const start = at(before);
        before += text.length;
        return { start, end: at(before), text, probability, approximate: true };
      }),
    };
  });
}

/** First frame of each generated token, and of the end of text where the attention has a row for it. */
function alignTokens({ attention, firstRow, durationSeconds, config }: AlignmentRequest): Int32Array {
  const rows = attention.rows - firstRow;
  if (rows <= 0) return new Int32Array(0);
  const usedFrames = Math.max(
    1,
    Math.min(attention.frames, Math.ceil(durationSeconds / config.timestampStep)),
  );
  const matrix = alignmentMatrix(attention, usedFrames, config.medianFilterWidth);
  const cost = matrix.subarray(firstRow * usedFrames).map((fit) => -fit);
  return dtwRowStarts(cost, rows, usedFrames);
}

/** The words of a segment, punctuation still apart; `startOf` gives the time of a generated token. */
function splitSegment(
  { config, tokenizer, language, logprobs }: WordsRequest,
  segment: TimedSegment,
  startOf: (token: number) => number,
): WordTiming[] {
  const positions: number[] = [];
  for (const [index, token] of segment.tokens.entries()) {
    if (token < config.eot) positions.push(segment.firstToken + index);
  }
  const { words, tokenGroups } = tokenizer.splitToWords(
    segment.tokens.filter((token) => token < config.eot),
    language,
  );
  let next = 0;
  return words.map((text, index) => {
    const tokens = tokenGroups[index] ?? [];
    const own = positions.slice(next, next + tokens.length);
    next += tokens.length;
    const probability =
      own.reduce((sum, position) => sum + Math.exp(logprobs[position] ?? 0), 0) / own.length;
    return { text, tokens, probability, start: startOf(own[0] ?? 0), end: startOf((own.at(-1) ?? 0) + 1) };
  });
}

function keepInOrder(
  timings: readonly WordTiming[],
  segment: SegmentTiming,
  earliest: number,
  durationSeconds: number,
): SegmentWords {
  let previousEnd = earliest;
  const words = timings.map(({ text, probability, start, end }) => {
    const from = roundToMilliseconds(Math.min(Math.max(start, previousEnd), durationSeconds));
    const to = roundToMilliseconds(Math.min(Math.max(end, from), durationSeconds));
    previousEnd = to;
    return { start: from, end: to, text, probability, approximate: false };
  });
  const start = roundToMilliseconds(Math.max(segment.start, earliest));
  return { start, end: roundToMilliseconds(Math.max(segment.end, start)), words };
}
