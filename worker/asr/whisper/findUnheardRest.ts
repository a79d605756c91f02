import { findRestStart } from './findRestStart.ts';
import type { WhisperConfig } from './modelConfig.ts';

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
  return findRestStart(closing, config, durationSeconds);
}
