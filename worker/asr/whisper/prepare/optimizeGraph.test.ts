import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import { readOnnxModel } from '../../../inference/onnx/onnxModel.ts';
import { writeOnnxModel } from '../../../inference/onnx/writeOnnxModel.ts';
import { openSession } from '../../../inference/openSession.ts';
import { optimizeGraph } from './optimizeGraph.ts';
import { RECIPE } from './prepareWhisper.ts';

const CPU = { device: 'cpu', threads: 1 } as const;
const SIDE = 32;

let folder = '';
let from = '';
let to = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-optimize-'));
  await mkdir(join(folder, 'rewritten'));
  from = join(folder, 'rewritten', 'graph.onnx');
  to = join(folder, 'graph.onnx');
});

afterEach(() => rm(folder, { recursive: true }));

/** A product with a table that is turned first, plus what `addConstant` makes of constants alone. */
async function writeGraph(addConstant: (editor: GraphEditor) => string): Promise<void> {
  const editor = new GraphEditor({ nodes: [], initializers: new Map() }, 17);
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, index) => index);
  const table = editor.constant('table', 'float32', [SIDE, SIDE], new Uint8Array(values.buffer));
  const product = editor.add('MatMul', ['x', editor.add('Transpose', [table], { perm: [1, 0] })]);
  editor.add('Add', [product, addConstant(editor)], {}, 'y');
  await writeOnnxModel(from, {
    irVersion: 8n,
    opsets: new Map([['', 17]]),
    graph: editor.select(['y'], new Set(['x'])),
    inputs: [{ name: 'x', type: 'float32', shape: ['rows', SIDE] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['rows', SIDE] }],
    sourceFolder: folder,
  });
}

async function operators(path: string): Promise<string[]> {
  return readOnnxModel(await readFile(path)).graph.nodes.map(({ operator }) => operator);
}

async function run(path: string): Promise<unknown> {
  const session = await openSession(path, CPU);
  const data = Float32Array.from({ length: SIDE }, (_, index) => index % 3);
  const outputs = await session.run({ x: { type: 'float32', dims: [1, SIDE], data } });
  await session.release();
  return outputs;
}

const listFiles = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();
const OPTIMIZED = ['graph.onnx', 'graph.onnx_data', 'rewritten'];

describe('optimizeGraph', () => {
  it('folds what is constant, and the graph says what it said', async () => {
    await writeGraph((editor) => editor.add('Neg', [editor.float(2)]));
    const expected = await run(from);
    await optimizeGraph(from, to, openSession, CPU);
    expect(await operators(to)).toEqual(['MatMul', 'Add']);
    expect(await run(to)).toEqual(expected);
    expect(await listFiles()).toEqual(OPTIMIZED);
  });

  it('leaves a graph as it is that folds to more than twice its size', async () => {
    await writeGraph((editor) => editor.add('Expand', [editor.float(2), editor.integers(64, SIDE)]));
    const content = await readFile(from);
    await optimizeGraph(from, to, openSession, CPU);
    expect(await readFile(to)).toEqual(content);
    expect(await listFiles()).toEqual(OPTIMIZED);
  });

  it('leaves a graph as it is that the runtime does not open', async () => {
    await writeGraph((editor) => editor.add('nobody.Knows', [editor.float(2)]));
    const content = await readFile(from);
    await optimizeGraph(from, to, openSession, CPU);
    expect(await readFile(to)).toEqual(content);
    expect(await listFiles()).toEqual(OPTIMIZED);
  });
});

describe('the name of prepared models', () => {
  it('has the version of the runtime that optimised them', async () => {
    const text = await readFile(new URL('../../../../package.json', import.meta.url), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
    expect(RECIPE).toContain(`onnxruntime ${dependencies['onnxruntime-node']}`);
  });
});
