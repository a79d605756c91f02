import { describe, expect, it } from 'vitest';
import { GraphEditor } from './graphEditor.ts';
import { bytesField, message, stringField, type Message } from './encodeProtobuf.ts';
import { readInteger, type OnnxNode, type OnnxTensor } from './onnxModel.ts';

function node(operator: string, inputs: readonly string[], output: string): OnnxNode {
  return { operator, domain: '', inputs, outputs: [output], attributes: new Map() };
}

function weight(name: string): OnnxTensor {
  const place = { kind: 'inline', bytes: new Uint8Array(4) } as const;
  return { name, dims: [1], elementType: 1, place, encoded: new Uint8Array() };
}

function edit(nodes: readonly OnnxNode[], weights: readonly string[] = [], opset = 17): GraphEditor {
  return new GraphEditor(
    { nodes, initializers: new Map(weights.map((name) => [name, weight(name)])) },
    opset,
  );
}

const CHAIN = [node('Relu', ['x'], 'a'), node('Add', ['a', 'w'], 'b'), node('Neg', ['b'], 'c')];

describe('GraphEditor', () => {
  it('selects what outputs need, nodes before those that read them', () => {
    const editor = edit([...CHAIN].reverse(), ['w', 'unused']);
    const { nodes, initializers } = editor.select(['c'], new Set(['x']));
    expect(nodes.map(({ operator }) => operator)).toEqual(['Relu', 'Add', 'Neg']);
    expect([...initializers.keys()]).toEqual(['w']);
  });

  it('cuts the graph where an input takes the place of a value', () => {
    const { nodes, initializers } = edit(CHAIN, ['w']).select(['c'], new Set(['b']));
    expect(nodes.map(({ operator }) => operator)).toEqual(['Neg']);
    expect(initializers.size).toBe(0);
  });

  it('redirects the readers of a value, and knows them from then on', () => {
    const editor = edit(CHAIN, ['w']);
    editor.replaceUses('a', editor.add('Exp', ['x'], {}, 'e'));
    expect(editor.consumers('a')).toEqual([]);
    expect(editor.consumers('e').map(({ operator }) => operator)).toEqual(['Add']);
    const { nodes } = editor.select(['c'], new Set(['x']));
    expect(nodes.map(({ operator }) => operator)).toEqual(['Exp', 'Add', 'Neg']);
  });

  it('writes attributes, domains and shared constants', () => {
    const editor = edit([]);
    const output = editor.add('com.microsoft.FastGelu', ['x', editor.float(2)], { axis: -1 });
    expect(editor.float(2)).toBe(editor.float(2));
    const { nodes, initializers } = editor.select([output], new Set(['x']));
    expect(nodes[0]).toMatchObject({ operator: 'FastGelu', domain: 'com.microsoft' });
    expect(nodes[0] === undefined ? null : readInteger(nodes[0], 'axis')).toBe(-1);
    expect(initializers.size).toBe(1);
  });

  it('reduces along an axis in the form of the opset', () => {
    for (const [opset, inputs] of [
      [17, 1],
      [18, 2],
    ] as const) {
      const editor = edit([], [], opset);
      const { nodes } = editor.select([editor.reduceMax('x', 2)], new Set(['x']));
      expect(nodes[0]?.inputs).toHaveLength(inputs);
      expect(nodes[0]?.attributes.has('axes')).toBe(opset < 18);
    }
  });

  it('refuses what is not a graph', () => {
    expect(() => edit([node('Relu', ['x'], 'a'), node('Exp', ['x'], 'a')])).toThrowError('made twice');
    expect(() => edit(CHAIN).select(['c'], new Set(['x']))).toThrowError('Nothing makes w.');
    const circle = [node('Relu', ['b'], 'a'), node('Exp', ['a'], 'b')];
    expect(() => edit([node('Reshape', ['x', 'd'], 'd')])).toThrowError('d depends on itself');
    expect(() => edit([node('Neg', ['x'], 'y'), ...circle, node('Abs', ['b'], 'z')])).toThrowError(
      'depends on itself',
    );
    const editor = edit([node('Relu', ['x'], 'a'), node('Neg', ['a'], 'b')]);
    editor.replaceUses('a', 'b');
    expect(() => editor.select(['b'], new Set(['x']))).toThrowError('depends on itself');
  });

  it('refuses nodes whose graphs may use values that nothing else shows', () => {
    const attribute = flatten(message(stringField(1, 'body'), bytesField(6, new Uint8Array())));
    const loop: OnnxNode = { ...node('Loop', ['x'], 'y'), attributes: new Map([['body', attribute]]) };
    expect(() => edit([loop]).select(['y'], new Set(['x']))).toThrowError('holds a graph');
  });

  it('does not mind a chain of any length', () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => node('Relu', [`v${i}`], `v${i + 1}`));
    expect(edit(nodes).select(['v20000'], new Set(['v0'])).nodes).toHaveLength(20_000);
  });
});

function flatten({ parts }: Message): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts]));
}
