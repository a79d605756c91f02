import { type ChunkResult, DEFAULT_RECOGNIZER_OPTIONS, type RecognizerChunk } from '../../asr/recognizer.ts';
import type { AbortSignalLike } from '../../contract/index.ts';
import type { EngineRecognizer } from '../engineRecognizer.ts';

export const NEVER: AbortSignalLike = new AbortController().signal;

/** Recognizes with the default options, and until the end if no signal is given. */
export function recognizeChunks(
  recognizer: EngineRecognizer,
  chunks: readonly RecognizerChunk[],
  signal: AbortSignalLike = NEVER,
): AsyncGenerator<ChunkResult, void, undefined> {
  return recognizer.recognize(chunks, DEFAULT_RECOGNIZER_OPTIONS, signal);
}

/** The chunks that were recognized, in the order of their results. */
export async function collectIndexes(results: AsyncIterable<ChunkResult>): Promise<number[]> {
  const indexes: number[] = [];
  for await (const result of results) indexes.push(result.index);
  return indexes;
}
