import type { AbortSignalLike } from '../../contract/index.ts';
import type { Tensor } from '../../inference/session.ts';
import type { DecoderOutput } from './decoderRunner.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperModel } from './whisperModel.ts';

/** Runs the prompt of one chunk by itself. Rejects with an AbortError if `signal` is aborted when called. */
export async function promptAlone(
  model: Pick<WhisperModel, 'start' | 'prompt'>,
  states: Tensor,
  tokens: readonly number[],
  signal: AbortSignalLike,
): Promise<{ readonly output: DecoderOutput; readonly crossCache: CacheTensors }> {
  const chunk = await model.start(states, tokens, [], signal);
  const { crossCache } = chunk;
  const request = { chunks: [chunk], tokens, crossCache, attentionLayers: [] };
  return { output: await model.prompt(request, signal), crossCache };
}
