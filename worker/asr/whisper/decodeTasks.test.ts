import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../inference/session.ts';
import type { DecodeTask } from './decodeTask.ts';
import { decodeTasks, type DecodeTasksOptions } from './decodeTasks.ts';
import type { LogitRow } from './logitRow.ts';
import { CrossCache, type CacheTensors } from './kvCache.ts';
import type { TokenSearch } from './tokenSearch.ts';
import type { DecoderOutput } from './decoderRunner.ts';

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

  it('keeps the lanes of a search together and lets each go on from its parent', async () => {
    expect(await decode([2, 4, 2], 6, 2)).toEqual({
      runs: ['0 0 1 1 2 2 @2', '1 1 @3', '1 1 @4'],
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

  it('gives back the memory of everything the model returned', async () => {
    const outputs: DecoderOutput[] = [];
    const keep = <Output extends DecoderOutput>(output: Output): Output => {
      outputs.push(output);
      return output;
    };
    const tasks = [3, 1, 6, 2, 4].map((length, id) => createTask(id, length, 1));
    const model = createModel([]);

    for await (const _ of decodeTasks({
      ...createOptions(tasks, 4),
      model: {
        ...model,
        prompt: async (...request) => keep(await model.prompt(...request)),
        step: async (...request) => keep(await model.step(...request)),
      },
    }));

    const arrays = outputs.flatMap(({ logits, selfCache }) => [logits, selfCache['self']?.data]);
    expect(arrays.length).toBeGreaterThan(5);
    expect(new Set(arrays.map((array) => array?.length))).toEqual(new Set([0]));
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
  const options = { ...createOptions(queue, maxLanes), model: createModel(runs) };
  for await (const { task } of decodeTasks(options)) finished.push(task.id);
  return { runs, finished };
}

function createOptions(queue: NumberedTask[], maxLanes: number) {
  const crossCache = new CrossCache();
  crossCache.reserve(maxLanes);
  const { signal } = new AbortController();
  return { queue, crossCache, maxLanes, textMask: new Float32Array(), attentionHeads: [], signal };
}

/**
 * A decoder whose cross cache holds the number of a lane's task and whose self cache holds the tokens fed to the lane.
 * Its logits are a digest of these tokens, by which the search sees whether the lane goes on from the right one.
 */
function createModel(runs: string[]): DecodeTasksOptions<NumberedTask>['model'] {
  return {
    config: { decoderHeads: 1, maxSourcePositions: 1 },
    prompt({ chunks, tokens, crossCache }) {
      const ids = [...(crossCache['cross']?.data ?? [])].map(Number);
      const histories = ids.map((_, lane) => tokens.slice(lane * PROMPT_LENGTH, (lane + 1) * PROMPT_LENGTH));
      expect(histories).toEqual(ids.map(promptOf));
      expect(chunks).toHaveLength(ids.length);
      const output = createOutput(histories);
      // Logits of the whole prompts, of which the searches must be given the last.
      const logits = Float32Array.from(Array.from(output.logits, (logit) => [NaN, logit]).flat());
      return Promise.resolve({ ...output, logits });
    },
    step({ tokens, position, selfCache, crossCache }) {
      const ids = [...(crossCache['cross']?.data ?? [])].map(Number);
      expect(ids).toEqual(Array.from(tokens, (token) => Math.floor(token / 1000)));
      const cached = [...(selfCache['self']?.data ?? [])].map(Number);
      expect(cached).toHaveLength(tokens.length * position);
      runs.push(`${ids.join(' ')} @${position}`);
      const histories = Array.from(tokens, (token, lane) => [
        ...cached.slice(lane * position, (lane + 1) * position),
        token,
      ]);
      return Promise.resolve(createOutput(histories));
    },
  };
}

function createOutput(histories: readonly (readonly number[])[]) {
  const dims = [histories.length, 1, histories[0]?.length ?? 0, 1];
  const selfCache: CacheTensors = {
    self: { type: 'float32', dims, data: Float32Array.from(histories.flat()) },
  };
  const logits = Float32Array.from(histories, digest);
  const attentions = new Map<number, Float32Array>();
  return { logits, vocabStride: 1, firstToken: 0, text: null, selfCache, attentions };
}

function firstLogit({ logits, offset }: LogitRow): number | undefined {
  return logits[offset];
}

function digest(tokens: readonly number[]): number {
  return tokens.reduce((sum, token) => (sum * 31 + token) % 65_521, 0);
}

function promptOf(id: number): number[] {
  return new Array<number>(PROMPT_LENGTH).fill(id * 1000);
}

function createTask(id: number, length: number, width: number): NumberedTask {
  const cross: Tensor = { type: 'float32', dims: [1, 1], data: Float32Array.of(id) };
  return {
    id,
    promptLength: PROMPT_LENGTH,
    usedFrames: 1,
    search: createSearch(id, length, width),
    start: () =>
      Promise.resolve({
        crossCache: { cross },
        prompt: null,
        tokens: promptOf(id),
        readPrompt: ({ logits }, lane) => expect(logits[lane * PROMPT_LENGTH + 1]).toBe(digest(promptOf(id))),
      }),
  };
}

/**
 * A search that ends after `length` tokens. Each of its lanes feeds a token of its own and then goes on from the lane
 * after it.
 */
function createSearch(id: number, length: number, width: number): TokenSearch {
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const next = new Int32Array(width);
  const parents = Int32Array.from(lanes, (lane) => (lane + 1) % width);
  let histories = lanes.map(() => promptOf(id));
  let count = 0;
  return {
    width,
    readsAllLogits: false,
    next,
    parents,
    advance({ row }) {
      expect(lanes.map((lane) => firstLogit(row(lane)))).toEqual(histories.map(digest));
      count += 1;
      next.set(lanes.map((lane) => id * 1000 + count * 10 + lane));
      histories = lanes.map((lane) => [...(histories[parents[lane] ?? 0] ?? []), next[lane] ?? 0]);
      return count < length;
    },
    best: () => ({ tokens: [], logprobs: [], sumLogprob: 0, attentions: [] }),
  };
}
