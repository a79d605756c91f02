import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import { writeOnnxModel } from '../../../inference/onnx/writeOnnxModel.ts';
import { openSession } from '../../../inference/openSession.ts';
import type { Session } from '../../../inference/session.ts';
import { createSeededRandom } from '../seededRandom.ts';
import { addEncoderAttention } from './encoderAttention.ts';

/** Two blocks of queries. */
const POSITIONS = 1000;
const HEADS = 2;
const SIZE = 8;
const D_MODEL = HEADS * SIZE;
const SCALE = 0.3;

let folder: string;
let session: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-attention-'));
  const opset = 17;
  const editor = new GraphEditor({ nodes: [], initializers: new Map() }, opset);
  const traced = (value: string) => ({ value, scale: 1 });
  const attention = {
    query: traced('query'),
    key: traced('key'),
    value: traced('value'),
    scale: SCALE,
    isMasked: false,
    result: '',
  };
  const config = { encoderLayers: 1, encoderHeads: HEADS, dModel: D_MODEL, maxSourcePositions: POSITIONS };
  const name = addEncoderAttention(editor, attention, 0, POSITIONS / 2, config);
  const shape = ['batch', POSITIONS, D_MODEL];
  const value = (valueName: string) => ({ name: valueName, type: 'float32', shape }) as const;
  const path = join(folder, 'attention.onnx');
  await writeOnnxModel(path, {
    irVersion: 8n,
    opsets: new Map([
      ['', opset],
      ['com.microsoft', 1],
    ]),
    graph: editor.select([name], new Set(['query', 'key', 'value'])),
    inputs: ['query', 'key', 'value'].map(value),
    outputs: [value(name)],
    sourceFolder: folder,
  });
  session = await openSession(path, { device: 'cpu', threads: 1 });
});

afterAll(async () => {
  await session.release();
  await rm(folder, { recursive: true });
});

interface Inputs {
  readonly query: Float32Array;
  readonly key: Float32Array;
  readonly value: Float32Array;
}

async function run(inputs: Inputs): Promise<Float32Array> {
  const dims = [1, POSITIONS, D_MODEL];
  const feeds = Object.entries(inputs).map(([name, data]) => [name, { type: 'float32', dims, data }]);
  const [output] = Object.values(await session.run(Object.fromEntries(feeds)));
  if (!(output?.data instanceof Float32Array)) throw new Error('There is no output.');
  return output.data;
}

/** As it is defined, in double precision. */
function attend({ query, key, value }: Inputs): Float32Array {
  const result = new Float32Array(POSITIONS * D_MODEL);
  for (let head = 0; head < HEADS; head++) {
    const at = (position: number, index: number): number => position * D_MODEL + head * SIZE + index;
    for (let row = 0; row < POSITIONS; row++) {
      const weights = Array.from({ length: POSITIONS }, (_, column) => {
        let score = 0;
        for (let i = 0; i < SIZE; i++) score += (query[at(row, i)] ?? 0) * (key[at(column, i)] ?? 0);
        return Math.exp(score * SCALE);
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < SIZE; i++) {
        const mixed = weights.reduce((sum, weight, column) => sum + weight * (value[at(column, i)] ?? 0), 0);
        result[at(row, i)] = mixed / total;
      }
    }
  }
  return result;
}

/** Numbers between -`limit` and `limit`. */
function noise(seed: number, limit: number): Float32Array {
  const random = createSeededRandom(seed);
  return Float32Array.from({ length: POSITIONS * D_MODEL }, () => (random() * 2 - 1) * limit);
}

function largestDifference(first: Float32Array, second: Float32Array): number {
  return first.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (second[index] ?? NaN))),
    0,
  );
}

describe('the attention of a quantised encoder', () => {
  it('mixes values as their definition says, to within the rounding of queries and keys', async () => {
    const inputs = { query: noise(1, 6), key: noise(2, 2), value: noise(3, 1) };
    const expected = attend(inputs);
    expect(largestDifference(expected, new Float32Array(expected.length))).toBeGreaterThan(0.3);
    expect(largestDifference(expected, await run(inputs))).toBeLessThan(0.05);
  });

  it('loses nothing to what all keys have in common', async () => {
    const inputs = { query: noise(1, 2), key: noise(2, 2), value: noise(3, 1) };
    const moved = inputs.key.map((value, index) => value + ((index % D_MODEL) - 8) * 5);
    const expected = attend(inputs);
    expect(largestDifference(expected, await run({ ...inputs, key: moved }))).toBeLessThan(0.02);
  });

  it('gives a weak block of queries a scale of its own', async () => {
    const query = noise(1, 2).map((value, index) =>
      index < (POSITIONS / 2) * D_MODEL ? value : value / 1000,
    );
    const inputs = { query, key: noise(2, 2), value: noise(3, 1) };
    const weak = (result: Float32Array): Float32Array => result.subarray((POSITIONS / 2) * D_MODEL);
    expect(largestDifference(weak(attend(inputs)), weak(await run(inputs)))).toBeLessThan(0.0001);
  });

  it('takes the mean of all values where queries and keys are zero', async () => {
    const zeros = new Float32Array(POSITIONS * D_MODEL);
    const inputs = { query: zeros, key: zeros, value: noise(3, 1) };
    expect(largestDifference(attend(inputs), await run(inputs))).toBeLessThan(0.0001);
  });
});
