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
 * The time of a timestamp, in seconds from the first sample of its chunk, if enough was heard before it and enough is left
 * behind it for another pass from there; otherwise null.
 */
export function findRestStart(
  timestamp: number,
  config: Pick<WhisperConfig, 'timestampBegin' | 'timestampStep'>,
  durationSeconds: number,
): number | null {
  const heardSeconds = roundToMilliseconds((timestamp - config.timestampBegin) * config.timestampStep);
  if (heardSeconds < MIN_HEARD_SECONDS || durationSeconds - heardSeconds < MIN_REST_SECONDS) return null;
  return heardSeconds;
}
