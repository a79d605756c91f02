import { findRestStart } from './findRestStart.ts';
import type { WhisperConfig } from './modelConfig.ts';

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
  const endSeconds = closing === undefined ? null : findRestStart(closing, config, durationSeconds);
  return endSeconds === null ? null : { tokenCount: last + 1, endSeconds };
}
