import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../inference/session.ts';
import { decodeTasks, type DecodeTask, type DecodeTasksOptions } from './decodeTasks.ts';
import { CrossCache, type CacheTensors } from './kvCache.ts';
import type { TokenSearch } from './tokenSearch.ts';

const PROMPT_LENGTH = 2;

interface NumberedTask extends DecodeTask {
  readonly id: number;
}

describe('decodeTasks', () => {
  it('drops finished rows, refills the batch when half of it is free, and joins at equal positions', async () => {
    // 1 ends with its prompt, so that 4 gets its place; 5 and 6 start when 4 and 2 are left, and 6 ends at once.
    expect(await decode([3, 1, 6, 2, 4, 6, 1], 4)).toEqual({
      runs: ['0 2 3 4 @2', '0 2 4 @3', '5 @2', '5 @3', '4 2 5 @4', '5 2 @5', '5 2 @6'],
      finished: [1, 3, 0, 6, 4, 5, 2],
    });
  });

  it('keeps the lanes of a search together', async () => {
    expect(await decode([2, 3, 2], 6, 2)).toEqual({
      runs: ['0 0 1 1 2 2 @2', '1 1 @3'],
      finished: [0, 2, 1],
    });
  });

  it('never joins searches of different widths', async () => {
    const tasks = [createTask(0, 2, 1), createTask(1, 3, 1), createTask(2, 2, 3), createTask(3, 2, 1)];
    expect(await decodeAll(tasks, 4)).toEqual({
      runs: ['0 1 @2', '2 2 2 @2', '3 @2', '1 @3'],
      finished: [0, 2, 3, 1],
    });
  });
});

/** Runs tasks of which the nth generates `lengths[n]` tokens, and tells which tasks were run together. */
function decode(lengths: readonly number[], maxLanes: number, width = 1) {
  return decodeAll(
    lengths.map((length, id) => createTask(id, length, width)),
    maxLanes,
  );
}

async function decodeAll(queue: NumberedTask[], maxLanes: number) {
  const runs: string[] = [];
  const finished: number[] = [];
  const crossCache = new CrossCache();
  crossCache.reserve(maxLanes);
  const options: DecodeTasksOptions<NumberedTask> = {
    model: createModel(runs),
    queue,
    crossCache,
    maxLanes,
    attentionHeads: [],
    signal: new AbortController().signal,
  };
  for await (const { task } of decodeTasks(options)) finished.push(task.id);
  return { runs, finished };
}

/**
 * A decoder whose caches hold nothing but the number of their task: the cross cache once for each lane, the self cache
 * once for each position. A step fails when a lane's caches are not of one task and one position.
 */
function createModel(runs: string[]): DecodeTasksOptions<NumberedTask>['model'] {
  return {
    config: { decoderHeads: 1, maxSourcePositions: 1 },
    step({ tokens, position, selfCache, crossCache }) {
      const ids = [...(crossCache['cross']?.data ?? [])].map(Number);
      expect(ids).toHaveLength(tokens.length);
      const cached = [...(selfCache['self']?.data ?? [])].map(Number);
      expect(cached).toEqual(ids.flatMap((id) => new Array<number>(position).fill(id)));
      runs.push(`${ids.join(' ')} @${position}`);
      return Promise.resolve(createOutput(ids, position + 1));
    },
  };
}

function createOutput(ids: readonly number[], positions: number) {
  const data = Float32Array.from(ids.flatMap((id) => new Array<number>(positions).fill(id)));
  const selfCache: CacheTensors = { self: { type: 'float32', dims: [ids.length, 1, positions, 1], data } };
  return {
    logits: Float32Array.from(ids),
    vocabStride: 1,
    selfCache,
    attentions: new Map<number, Float32Array>(),
  };
}

function createTask(id: number, length: number, width: number): NumberedTask {
  const cross: Tensor = { type: 'float32', dims: [1, 1], data: Float32Array.of(id) };
  return {
    id,
    promptLength: PROMPT_LENGTH,
    usedFrames: 1,
    search: createSearch(id, length, width),
    start: () => {
      const output = createOutput([id], PROMPT_LENGTH);
      return Promise.resolve({ ...output, logits: Float32Array.of(NaN, id), crossCache: { cross } });
    },
  };
}

/** A search that ends after `length` tokens and checks that the logits it sees are those of its own lanes. */
function createSearch(id: number, length: number, width: number): TokenSearch {
  let count = 0;
  return {
    width,
    next: new Int32Array(width),
    parents: Int32Array.from({ length: width }, (_, lane) => (lane + 1) % width),
    advance({ logits, offset, stride }) {
      for (let lane = 0; lane < width; lane++) expect(logits[offset + lane * stride]).toBe(id);
      count += 1;
      return count < length;
    },
    best: () => ({ tokens: [], logprobs: [], sumLogprob: 0, attentions: [] }),
  };
}
