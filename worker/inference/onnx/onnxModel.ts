import { decodeBytes, decodeIntegers, decodeProtobuf, decodeText } from './decodeProtobuf.ts';

/** TensorProto.DataType of the element types that this program reads or writes itself. */
export const ONNX_ELEMENT_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;

/** Where a tensor's elements are: in the model file, in another file beside it, or in a form that is left as it is. */
export type TensorPlace =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number | null;
    }
  | { readonly kind: 'other' };

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly elementType: number;
  readonly place: TensorPlace;
  /** The TensorProto as it was read. */
  readonly encoded: Uint8Array;
}

export interface OnnxNode {
  readonly operator: string;
  readonly domain: string;
  /** Changed by the editor. */
  inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Each an AttributeProto as it was read, by name. */
  readonly attributes: ReadonlyMap<string, Uint8Array>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxModel {
  readonly irVersion: bigint;
  /** Version by domain; the standard one is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
}

/** Far above any Whisper export (large: 32 layers of about 60 nodes); a hostile file must not ask for more memory. */
const MAX_NODES = 50_000;
const MAX_TENSORS = 50_000;
const MAX_FIELDS = 10_000;
const MAX_DIMS_BYTES = 200;

/**
 * Reads an ONNX file; weights stay views of `bytes`. Field numbers follow onnx.proto3 of ONNX 1.16. Throws a RangeError
 * where the bytes are not a model, or one with functions of its own or of absurd size.
 */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  let irVersion = 0n;
  let graph: OnnxGraph | null = null;
  const opsets = new Map<string, number>();
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1 && typeof value === 'bigint') irVersion = value;
    else if (number === 7) graph = readOnnxGraph(decodeBytes(value));
    else if (number === 8) readOpset(decodeBytes(value), opsets);
    else if (number === 25) throw new RangeError('The model has functions of its own.');
  }
  if (graph === null) throw new RangeError('The model has no graph.');
  return { irVersion, opsets, graph };
}

function readOpset(bytes: Uint8Array, opsets: Map<string, number>): void {
  let domain = '';
  let version = 0;
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1) domain = decodeText(value);
    else if (number === 2) version = Number(value);
  }
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

/** Reads a GraphProto, such as a branch of an `If`; graphs within it stay unread. Throws as `readOnnxModel` does. */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1) nodes.push(readNode(decodeBytes(value)));
    else if (number === 5) {
      const tensor = readOnnxTensor(decodeBytes(value));
      initializers.set(tensor.name, tensor);
    } else if (number === 11) inputs.push(readName(decodeBytes(value)));
    else if (number === 12) outputs.push(readName(decodeBytes(value)));
    else if (number === 15) throw new RangeError('The graph has sparse weights.');
    if (nodes.length > MAX_NODES || initializers.size > MAX_TENSORS) {
      throw new RangeError('The graph is too large.');
    }
    if (inputs.length > MAX_FIELDS || outputs.length > MAX_FIELDS) {
      throw new RangeError('The graph has too many inputs or outputs.');
    }
  }
  return { nodes, initializers, inputs, outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Uint8Array>();
  let operator = '';
  let domain = '';
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1) inputs.push(decodeText(value));
    else if (number === 2) outputs.push(decodeText(value));
    else if (number === 4) operator = decodeText(value);
    else if (number === 5) attributes.set(readName(decodeBytes(value)), decodeBytes(value));
    else if (number === 7) domain = decodeText(value);
    if (inputs.length + outputs.length + attributes.size > MAX_FIELDS) {
      throw new RangeError('A node has too many fields.');
    }
  }
  return { operator, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
}

/** Field 1 of ValueInfoProto and of AttributeProto. */
function readName(bytes: Uint8Array): string {
  for (const { number, value } of decodeProtobuf(bytes)) if (number === 1) return decodeText(value);
  return '';
}

/** Reads a TensorProto without its elements. */
export function readOnnxTensor(bytes: Uint8Array): OnnxTensor {
  let name = '';
  let elementType = 0;
  let raw: Uint8Array | null = null;
  let isExternal = false;
  const dims: number[] = [];
  const external = new Map<string, string>();
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1) readDims(value, dims);
    else if (number === 2) elementType = Number(value);
    else if (number === 8) name = decodeText(value);
    else if (number === 9) raw = decodeBytes(value);
    else if (number === 13) readExternalEntry(decodeBytes(value), external);
    else if (number === 14) isExternal = value === 1n;
  }
  return { name, dims, elementType, place: placeOf(raw, isExternal ? external : null), encoded: bytes };
}

function readDims(value: bigint | Uint8Array, dims: number[]): void {
  const length = typeof value === 'bigint' ? 1 : value.length;
  if (dims.length + length > MAX_DIMS_BYTES) throw new RangeError('A tensor has too many dimensions.');
  dims.push(...decodeIntegers(value).map(Number));
}

function readExternalEntry(bytes: Uint8Array, entries: Map<string, string>): void {
  let key = '';
  let text = '';
  for (const { number, value } of decodeProtobuf(bytes)) {
    if (number === 1) key = decodeText(value);
    else if (number === 2) text = decodeText(value);
  }
  entries.set(key, text);
}

function placeOf(raw: Uint8Array | null, external: ReadonlyMap<string, string> | null): TensorPlace {
  if (external === null) return raw === null ? { kind: 'other' } : { kind: 'inline', bytes: raw };
  const length = external.get('length');
  return {
    kind: 'external',
    location: external.get('location') ?? '',
    offset: Number(external.get('offset') ?? 0),
    length: length === undefined ? null : Number(length),
  };
}

/** An attribute's integer, or null where there is none. */
export function readInteger(node: OnnxNode, name: string): number | null {
  for (const value of attributeField(node, name, 3)) return Number(value);
  return null;
}

/** An attribute's tensor, such as the value of a `Constant`, or null. */
export function readTensorAttribute(node: OnnxNode, name: string): OnnxTensor | null {
  for (const value of attributeField(node, name, 5)) return readOnnxTensor(decodeBytes(value));
  return null;
}

/** An attribute's graph, or null. */
export function readGraphAttribute(node: OnnxNode, name: string): OnnxGraph | null {
  for (const value of attributeField(node, name, 6)) return readOnnxGraph(decodeBytes(value));
  return null;
}

/** Whether any attribute holds graphs, whose nodes may use values of the graph around them. */
export function hasSubgraph({ attributes }: OnnxNode): boolean {
  for (const bytes of attributes.values()) {
    for (const { number } of decodeProtobuf(bytes)) if (number === 6 || number === 11) return true;
  }
  return false;
}

function* attributeField(node: OnnxNode, name: string, fieldNumber: number): Generator<bigint | Uint8Array> {
  const bytes = node.attributes.get(name);
  if (bytes === undefined) return;
  for (const { number, value } of decodeProtobuf(bytes)) if (number === fieldNumber) yield value;
}
