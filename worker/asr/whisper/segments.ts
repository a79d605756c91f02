import type { WhisperConfig } from './modelConfig.ts';
import { roundToMilliseconds } from './roundToMilliseconds.ts';
import type { WhisperTokenizer } from './tokenizer.ts';

/** A segment of one chunk. Times are seconds from the chunk's first sample: 0 <= start <= end <= durationSeconds. */
export interface TimedSegment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Text and timestamp tokens, in the order generated. */
  readonly tokens: readonly number[];
  /** Where `tokens` begins among all generated tokens. */
  readonly firstToken: number;
  /** Mean over `tokens`, and over the end of text in the last segment; 0 without log-probabilities. */
  readonly avgLogprob: number;
}

export interface SegmentsRequest {
  readonly config: WhisperConfig;
  readonly tokenizer: Pick<WhisperTokenizer, 'decode'>;
  /** Generated tokens, without prompt and without `eot`. */
  readonly tokens: readonly number[];
  /** Length of the chunk's samples. */
  readonly durationSeconds: number;
  /** Natural log-probability of each token; one more for `eot` where the sequence ended with it. */
  readonly logprobs?: ArrayLike<number>;
}

/**
 * Cuts the generated tokens of one chunk at their timestamps, as openai/whisper (transcribe.py) does within a window:
 * each pair of timestamps around text is a segment, text without an opening timestamp begins where the segment before
 * it ended, and text without a closing one lasts to the end of the chunk. Segments without text are left out.
 */
export function readSegments(request: SegmentsRequest): TimedSegment[] {
  const { config, tokens, durationSeconds } = request;
  const segments: TimedSegment[] = [];
  const seconds = (token: number): number =>
    Math.min((token - config.timestampBegin) * config.timestampStep, durationSeconds);
  let previousEnd = 0;
  let first = 0;
  let start = 0;
  let hasText = false;

  const close = (end: number, afterLast: number): void => {
    const from = Math.max(start, previousEnd);
    const segment = describeSegment(request, first, afterLast, from, Math.max(end, from));
    if (segment.text.trim() !== '') segments.push(segment);
    previousEnd = segment.end;
    first = afterLast;
    start = 0;
    hasText = false;
  };

  for (const [index, token] of tokens.entries()) {
    if (token < config.timestampBegin) {
      hasText = true;
    } else if (hasText) {
      close(seconds(token), index + 1);
    } else {
      first = index;
      start = seconds(token);
    }
  }
  if (hasText) close(durationSeconds, tokens.length);
  return segments;
}

function describeSegment(
  { config, tokenizer, tokens, logprobs }: SegmentsRequest,
  first: number,
  afterLast: number,
  start: number,
  end: number,
): TimedSegment {
  const own = tokens.slice(first, afterLast);
  return {
    start: roundToMilliseconds(start),
    end: roundToMilliseconds(end),
    text: tokenizer.decode(own.filter((token) => token < config.eot)),
    tokens: own,
    firstToken: first,
    avgLogprob: logprobs === undefined ? 0 : meanLogprob(logprobs, first, afterLast, tokens.length),
  };
}

function meanLogprob(
  logprobs: ArrayLike<number>,
  first: number,
  afterLast: number,
  tokenCount: number,
): number {
  const end = afterLast === tokenCount ? Math.min(logprobs.length, tokenCount + 1) : afterLast;
  let sum = 0;
  for (let index = first; index < end; index += 1) sum += logprobs[index] ?? 0;
  return end > first ? sum / (end - first) : 0;
}
