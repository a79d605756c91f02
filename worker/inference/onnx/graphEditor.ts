import { floatField, intField, message, messageField, stringField, type Message } from './encodeProtobuf.ts';
import { hasSubgraph, ONNX_ELEMENT_TYPES, type OnnxNode, type OnnxTensor } from './onnxModel.ts';

export type NewAttribute = number | readonly number[] | { readonly float: number };

export interface EditedGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
}

/**
 * A graph that nodes are added to and uses of values redirected in. Nothing is removed: `select` takes what a set of
 * outputs needs. Throws a RangeError where the graph is not one, or has a circle, which whoever follows its values would
 * never leave.
 */
export class GraphEditor {
  /** Version of the standard operators that nodes are written for. */
  readonly opset: number;
  readonly #initializers: Map<string, OnnxTensor>;
  readonly #producers = new Map<string, OnnxNode>();
  readonly #consumers = new Map<string, Set<OnnxNode>>();
  #nameCount = 0;

  constructor({ nodes, initializers }: EditedGraph, opset: number) {
    this.opset = opset;
    this.#initializers = new Map(initializers);
    for (const node of nodes) this.#insert(node);
    this.#refuseCircles(nodes);
  }

  producer(value: string): OnnxNode | undefined {
    return this.#producers.get(value);
  }

  consumers(value: string): readonly OnnxNode[] {
    return [...(this.#consumers.get(value) ?? [])];
  }

  nodes(operator: string): readonly OnnxNode[] {
    return [...new Set(this.#producers.values())].filter(
      (node) => node.operator === operator && node.domain === '',
    );
  }

  initializer(name: string): OnnxTensor | undefined {
    return this.#initializers.get(name);
  }

  /** Makes all nodes that read `from` read `to`. */
  replaceUses(from: string, to: string): void {
    for (const node of this.consumers(from)) {
      this.setInputs(
        node,
        node.inputs.map((input) => (input === from ? to : input)),
      );
    }
  }

  setInputs(node: OnnxNode, inputs: readonly string[]): void {
    for (const input of node.inputs) this.#consumers.get(input)?.delete(node);
    node.inputs = inputs;
    for (const input of inputs) this.#consume(input, node);
  }

  /** Adds a node and returns its output. An operator outside the standard carries its domain before a dot. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, NewAttribute>> = {},
    output: string = this.#newName(operator),
  ): string {
    const domainEnd = operator.lastIndexOf('.');
    this.#insert({
      operator: operator.slice(domainEnd + 1),
      domain: domainEnd < 0 ? '' : operator.slice(0, domainEnd),
      inputs,
      outputs: [output],
      attributes: new Map(
        Object.entries(attributes).map(([name, value]) => [name, encodeAttribute(name, value)]),
      ),
    });
    return output;
  }

  /** A node that reduces along `axes`, which are an attribute until opset 17 and an input from 18 on. */
  reduceMax(value: string, ...axes: readonly number[]): string {
    const fixed = { keepdims: 1 };
    if (this.opset < 18) return this.add('ReduceMax', [value], { ...fixed, axes });
    return this.add('ReduceMax', [value, this.integers(...axes)], fixed);
  }

  /** A one-dimensional int64 constant; equal ones are shared. */
  integers(...values: readonly number[]): string {
    const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.constant(`integers_${values.join('_')}`, 'int64', [values.length], data);
  }

  /** A float32 scalar constant; equal ones are shared. */
  float(value: number): string {
    return this.constant(`float_${value}`, 'float32', [], new Uint8Array(Float32Array.of(value).buffer));
  }

  constant(
    name: string,
    type: keyof typeof ONNX_ELEMENT_TYPES,
    dims: readonly number[],
    bytes: Uint8Array,
  ): string {
    const fullName = `${PREFIX}${name}`;
    const elementType = ONNX_ELEMENT_TYPES[type];
    const header = message(
      ...dims.map((dim) => intField(1, dim)),
      intField(2, elementType),
      stringField(8, fullName),
    );
    const encoded = flatten(
      message(header, messageField(9, { parts: [bytes], byteLength: bytes.byteLength })),
    );
    this.#initializers.set(fullName, {
      name: fullName,
      dims,
      elementType,
      place: { kind: 'inline', bytes },
      encoded,
    });
    return fullName;
  }

  /** What the given values are made of, nodes before those that read them. `inputs` are made by no node. */
  select(outputs: readonly string[], inputs: ReadonlySet<string>): EditedGraph {
    const nodes: OnnxNode[] = [];
    const initializers = new Map<string, OnnxTensor>();
    const state = new Map<OnnxNode, 'open' | 'done'>();
    const stack = [...outputs];
    for (let value = stack.at(-1); value !== undefined; value = stack.at(-1)) {
      const node = inputs.has(value) ? undefined : this.#producers.get(value);
      if (node === undefined || state.get(node) === 'done') {
        stack.pop();
        if (node === undefined && value !== '' && !inputs.has(value)) {
          const tensor = this.#initializers.get(value);
          if (tensor === undefined) throw new RangeError(`Nothing makes ${value}.`);
          initializers.set(value, tensor);
        }
        continue;
      }
      if (state.get(node) === 'open') {
        state.set(node, 'done');
        nodes.push(node);
        stack.pop();
        continue;
      }
      if (hasSubgraph(node)) throw new RangeError(`A node ${node.operator} holds a graph.`);
      state.set(node, 'open');
      for (const input of node.inputs) {
        const before = this.#producers.get(input);
        if (before !== undefined && state.get(before) === 'open' && !inputs.has(input)) {
          throw new RangeError(`${input} depends on itself.`);
        }
        stack.push(input);
      }
    }
    return { nodes, initializers };
  }

  #insert(node: OnnxNode): void {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (this.#producers.has(output)) throw new RangeError(`${output} is made twice.`);
      this.#producers.set(output, node);
    }
    for (const input of node.inputs) this.#consume(input, node);
  }

  /** Takes nodes away whose inputs are all there, until none is left (Kahn 1962). */
  #refuseCircles(nodes: readonly OnnxNode[]): void {
    const missing = new Map(
      nodes.map((node) => [
        node,
        [...new Set(node.inputs)].filter((input) => this.#producers.has(input)).length,
      ]),
    );
    const ready = nodes.filter((node) => missing.get(node) === 0);
    for (const { outputs } of ready) {
      for (const reader of outputs.flatMap((output) => this.consumers(output))) {
        const left = (missing.get(reader) ?? 0) - 1;
        missing.set(reader, left);
        if (left === 0) ready.push(reader);
      }
    }
    const rest = nodes.find((node) => (missing.get(node) ?? 0) > 0);
    if (rest !== undefined) throw new RangeError(`${rest.outputs[0] ?? ''} depends on itself.`);
  }

  #consume(value: string, node: OnnxNode): void {
    const nodes = this.#consumers.get(value);
    if (nodes === undefined) this.#consumers.set(value, new Set([node]));
    else nodes.add(node);
  }

  #newName(operator: string): string {
    return `${PREFIX}${operator}_${++this.#nameCount}`;
  }
}

/** No exporter names values so. */
const PREFIX = 'earshot:';

function encodeAttribute(name: string, value: NewAttribute): Uint8Array {
  return flatten(message(stringField(1, name), ...encodeAttributeValue(value)));
}

function encodeAttributeValue(value: NewAttribute): Message[] {
  if (typeof value === 'number') return [intField(3, value), intField(20, 2)];
  if ('float' in value) return [floatField(2, value.float), intField(20, 1)];
  return [...value.map((item) => intField(8, item)), intField(20, 7)];
}

function flatten({ parts }: Message): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts]));
}
