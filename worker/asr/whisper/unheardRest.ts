import type { WhisperConfig } from './modelConfig.ts';
import { roundToMilliseconds } from './roundToMilliseconds.ts';

/**
 * Sound after the last timestamp that is worth another look. Timestamps are at most about half a second early, and a
 * chunk ends with up to 0.3 s of padding; what is longer is speech that the model passed over.
 */
const MIN_REST_SECONDS = 1.5;
/** A pass that got less far than this would be repeated for ever. */
const MIN_HEARD_SECONDS = 0.5;

/**
 * Where the model ended before the chunk did, in seconds from its first sample: the timestamp that closes the last text,
 * whether another one opens what never came or not. Null if it heard all of the chunk.
 *
 * openai/whisper (transcribe.py) takes a lone timestamp at the end for "no speech after it" and moves on by a whole
 * window. A chunk holds little but speech, since the pauses between its regions were shortened, so that
 * there the same sign means that a sentence or more is missing. The caller decodes again from there.
 */
export function findUnheardRest(
  tokens: readonly number[],
  config: Pick<WhisperConfig, 'timestampBegin' | 'timestampStep'>,
  durationSeconds: number,
): number | null {
  const lastText = tokens.findLastIndex((token) => token < config.timestampBegin);
  const closing = tokens[lastText + 1];
  if (lastText < 0 || closing === undefined) return null;
  return restAfter(closing, config, durationSeconds);
}

/** What is whole of a sequence that was cut off, and where the rest of the chunk begins. */
export interface WholeSegments {
  readonly tokenCount: number;
  readonly endSeconds: number;
}

/**
 * The segments that are whole where the decoder ran out of tokens in the middle of a chunk, as it does in languages of
 * many tokens for a word and behind a long prompt. The caller keeps them and decodes again from their end, as
 * openai/whisper (transcribe.py) does, which moves on to the last timestamp. Null where nothing is won by it.
 */
export function findWholeSegments(
  tokens: readonly number[],
  config: Pick<WhisperConfig, 'timestampBegin' | 'timestampStep'>,
  durationSeconds: number,
): WholeSegments | null {
  const isTime = (token = -1): boolean => token >= config.timestampBegin;
  const last = tokens.findLastIndex(
    (token, index) => index > 0 && isTime(token) && !isTime(tokens[index - 1]),
  );
  const closing = tokens[last];
  const endSeconds = closing === undefined ? null : restAfter(closing, config, durationSeconds);
  return endSeconds === null ? null : { tokenCount: last + 1, endSeconds };
}

/** The time of a timestamp, if enough was heard before it and enough is left behind it. */
function restAfter(
  timestamp: number,
  config: Pick<WhisperConfig, 'timestampBegin' | 'timestampStep'>,
  durationSeconds: number,
): number | null {
  const heardSeconds = roundToMilliseconds((timestamp - config.timestampBegin) * config.timestampStep);
  if (heardSeconds < MIN_HEARD_SECONDS || durationSeconds - heardSeconds < MIN_REST_SECONDS) return null;
  return heardSeconds;
}
