import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../lib/testRandom.ts';
import { openSession } from '../openSession.ts';
import { bytesField, intField, message, messageField, stringField, type Message } from './encodeProtobuf.ts';
import { GraphEditor } from './graphEditor.ts';
import { readOnnxModel, type OnnxModel } from './onnxModel.ts';
import { writeOnnxModel } from './writeOnnxModel.ts';

/** y = x + w with 512 weights, and the name of the file they are in when they are not in the model. */
function encodeAddition(externalName: string | null): Uint8Array {
  const weights = new Uint8Array(Float32Array.from({ length: 512 }, (_, i) => i).buffer);
  const entries = { location: externalName ?? '', offset: '8', length: String(weights.length) };
  const tensor = message(
    intField(1, 512),
    intField(2, 1),
    stringField(8, 'w'),
    ...(externalName === null
      ? [bytesField(9, weights)]
      : [
          ...Object.entries(entries).map(([key, value]) =>
            messageField(13, message(stringField(1, key), stringField(2, value))),
          ),
          intField(14, 1),
        ]),
  );
  const type = messageField(1, message(intField(1, 1), messageField(2, messageField(1, intField(1, 512)))));
  const value = (name: string) => message(stringField(1, name), messageField(2, type));
  const graph = message(
    messageField(
      1,
      message(stringField(1, 'x'), stringField(1, 'w'), stringField(2, 'y'), stringField(4, 'Add')),
    ),
    stringField(2, 'addition'),
    messageField(5, tensor),
    messageField(11, value('x')),
    messageField(12, value('y')),
  );
  return flatten(
    message(
      intField(1, 8),
      messageField(7, graph),
      messageField(8, message(stringField(1, ''), intField(2, 17))),
    ),
  );
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-onnx-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readOnnxModel and writeOnnxModel', () => {
  it.each([null, 'weights.bin'])('write what they read, with weights in a file: from %s', async (name) => {
    const values = Float32Array.from({ length: 512 }, (_, i) => i);
    if (name !== null) {
      await writeFile(join(folder, name), Buffer.concat([Buffer.alloc(8), Buffer.from(values.buffer)]));
    }
    const path = await rewrite(readOnnxModel(encodeAddition(name)));
    expect((await readFile(`${path}_data`)).length).toBe(2048);

    const session = await openSession(path, { device: 'cpu', threads: 1 });
    const x = { type: 'float32', dims: [512], data: new Float32Array(512).fill(1) } as const;
    const { y } = await session.run({ x });
    expect(y?.data).toEqual(values.map((value) => value + 1));
    await session.release();
  });

  it.each(['../weights.bin', '/etc/hostname', '..', ''])('never reads weights from %s', async (name) => {
    await expect(rewrite(readOnnxModel(encodeAddition(name)))).rejects.toThrowError('not a file beside');
  });

  it('refuses weights that end too early', async () => {
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(100));
    await expect(rewrite(readOnnxModel(encodeAddition('weights.bin')))).rejects.toThrowError('ends before');
  });

  it('refuses weights that are too large together, however small the file is that they all name', async () => {
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(4096));
    const { graph, ...model } = readOnnxModel(encodeAddition('weights.bin'));
    const [weight] = graph.initializers.values();
    if (weight?.place.kind !== 'external') throw new Error('The weights are in the model.');
    const huge = { ...weight, name: 'v', place: { ...weight.place, length: 2 ** 31 - 2048 } };
    const [add] = graph.nodes;
    if (add === undefined) throw new Error('There is no node.');
    const nodes = [
      { ...add, outputs: ['sum'] },
      { ...add, inputs: ['v', 'sum'] },
    ];
    const initializers = new Map([...graph.initializers, ['v', huge] as const]);
    await expect(rewrite({ ...model, graph: { ...graph, nodes, initializers } })).rejects.toThrowError(
      'too large',
    );
  });

  it('answers broken files with a RangeError and nothing else', () => {
    const model = encodeAddition(null);
    const random = createRandom(1);
    let refused = 0;
    for (let round = 0; round < 2000; round++) {
      const broken = model.slice(0, round % 2 === 0 ? model.length : Math.floor(random() * model.length));
      for (let change = 0; change < 3; change++) {
        broken[Math.floor(random() * Math.min(broken.length, 120))] = Math.floor(random() * 256);
      }
      try {
        const { graph } = readOnnxModel(broken);
        new GraphEditor(graph, 17).select(graph.outputs, new Set(graph.inputs));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  it('refuses a graph of more nodes than any model has, before it takes much memory', () => {
    const node = messageField(1, stringField(4, 'Relu'));
    const graph: Message = {
      parts: new Array<Uint8Array>(60_000).fill(flatten(node)),
      byteLength: node.byteLength * 60_000,
    };
    expect(() => readOnnxModel(flatten(messageField(7, graph)))).toThrowError('too large');
  });
});

async function rewrite({ graph, irVersion, opsets }: OnnxModel): Promise<string> {
  const path = join(folder, 'written.onnx');
  await writeOnnxModel(path, {
    irVersion,
    opsets,
    graph: new GraphEditor(graph, 17).select(['y'], new Set(['x'])),
    inputs: [{ name: 'x', type: 'float32', shape: [512] }],
    outputs: [{ name: 'y', type: 'float32', shape: [512] }],
    sourceFolder: folder,
  });
  return path;
}

function flatten({ parts }: Message): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts]));
}
