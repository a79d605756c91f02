import type { AbortSignalLike } from '../../contract/index.ts';
import { layersOf, type AttentionHeads } from './attentionRows.ts';
import type { DecodeTask, StartedTask } from './decodeTask.ts';
import type { DecoderOutput } from './decoderRunner.ts';
import { discardTensors } from './discardTensors.ts';
import type { CrossCache } from './kvCache.ts';
import type { WhisperModel } from './whisperModel.ts';

export interface PromptsOptions {
  readonly model: Pick<WhisperModel, 'prompt'>;
  readonly crossCache: CrossCache;
  readonly attentionHeads: AttentionHeads;
  readonly signal: AbortSignalLike;
}

/**
 * Most positions in a run of prompts. A prompt of four tokens costs nearly as much as one of eight chunks, and a long one
 * fills a run by itself; logits of all positions, 200 KB each for Whisper's vocabulary, bound the memory (our choice).
 */
const MAX_PROMPT_ROWS = 64;

/** The next tasks of one width and prompt length whose prompts may run together: several of one lane each, or one. */
export function takeGroup<Task extends DecodeTask>(
  queue: Task[],
  width: number,
  promptLength: number,
  room: number,
): Task[] {
  const limit = width > 1 ? 1 : Math.max(1, Math.floor(MAX_PROMPT_ROWS / promptLength));
  const most = Math.min(limit, Math.floor(room / width));
  const isOther = ({ search, ...task }: Task): boolean =>
    search.width !== width || task.promptLength !== promptLength;
  const other = queue.findIndex(isOther);
  return queue.splice(0, Math.min(most, other < 0 ? queue.length : other));
}

/** Runs encoder and prompt of tasks, whose chunks are then in the slots from `slot` on. */
export async function runPrompts(
  { model, crossCache, attentionHeads, signal }: PromptsOptions,
  group: readonly DecodeTask[],
  slot: number,
): Promise<DecoderOutput> {
  const chunks: StartedTask[] = [];
  for (const [index, task] of group.entries()) {
    const chunk = await task.start();
    crossCache.write(slot + index, chunk.crossCache);
    discardTensors(Object.values(chunk.crossCache));
    chunks.push(chunk);
  }
  const request = {
    chunks,
    tokens: chunks.flatMap(({ tokens }) => tokens),
    crossCache: crossCache.lanes(slot, group.length),
    attentionLayers: layersOf(attentionHeads),
  };
  const output = await model.prompt(request, signal);
  for (const [lane, { readPrompt }] of chunks.entries()) readPrompt(output, lane);
  return output;
}
