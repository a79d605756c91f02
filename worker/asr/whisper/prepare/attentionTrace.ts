import { decodeProtobuf } from '../../../inference/onnx/decodeProtobuf.ts';
import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import {
  ONNX_ELEMENT_TYPES,
  readTensorAttribute,
  type OnnxTensor,
} from '../../../inference/onnx/onnxModel.ts';

/** A value that an attention takes, as the layer before it made it: [batch, positions, dModel]. */
export interface TracedValue {
  readonly value: string;
  /** Product of the constants it is multiplied by on its way. */
  readonly scale: number;
}

/** MatMul, Softmax, MatMul of an exported graph, and what is around them. */
export interface TracedAttention {
  readonly query: TracedValue;
  readonly key: TracedValue;
  readonly value: TracedValue;
  /** What the scores are multiplied by, apart from the scales of query and key. */
  readonly scale: number;
  readonly isMasked: boolean;
  /** The heads' results side by side, [batch, positions, dModel]. */
  readonly result: string;
}

/** Operators that only change the shape of their first input. */
const RESHAPING: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Identity', 'Unsqueeze', 'Squeeze']);

/**
 * Finds the attention around every Softmax of a graph, in the order of the layers. Exporters write the same attention in
 * many ways: heads as a fourth dimension or as part of the batch, the scale at the query, at query and key, or at the
 * scores. What matters is followed through all of them: which values go in, by what they are scaled, where the result
 * goes. Shapes are not known here, so that a caller must compare what it makes of this with the original. Returns null
 * where a Softmax is something else.
 */
export function traceAttentions(editor: GraphEditor): readonly TracedAttention[] | null {
  const attentions: TracedAttention[] = [];
  for (const softmax of editor.nodes('Softmax')) {
    const [scores = ''] = softmax.inputs;
    const [weights = ''] = softmax.outputs;
    const before = traceScores(editor, scores);
    const mixed = followWeights(editor, weights);
    if (before === null || mixed === null) return null;
    const value = traceBack(editor, mixed.value);
    if (value.scale !== 1) return null;
    attentions.push({
      query: traceBack(editor, before.query),
      key: traceBack(editor, before.key),
      value,
      scale: before.scale,
      isMasked: before.isMasked,
      result: followResult(editor, mixed.result),
    });
  }
  return attentions;
}

/** From the input of a Softmax to the product of queries and keys. */
function traceScores(editor: GraphEditor, scores: string) {
  let value = scores;
  let scale = 1;
  let isMasked = false;
  for (;;) {
    const node = editor.producer(value);
    if (node === undefined || node.domain !== '') return null;
    const [first = '', second = ''] = node.inputs;
    const factor = scaleOf(editor, value);
    if (node.operator === 'MatMul') return { query: first, key: second, scale, isMasked };
    if (factor !== null) {
      scale *= factor.scale;
      value = factor.value;
    } else if (node.operator === 'Add' && !isMasked) {
      isMasked = true;
      value = leadsToProduct(editor, first) ? first : second;
    } else if (RESHAPING.has(node.operator)) value = first;
    else return null;
  }
}

/** Whether a value is the product of queries and keys, scaled or reshaped, rather than a mask. */
function leadsToProduct(editor: GraphEditor, value: string): boolean {
  for (let at = value; ;) {
    const node = editor.producer(at);
    if (node?.operator === 'MatMul') return true;
    const factor = scaleOf(editor, at);
    if (factor !== null) at = factor.value;
    else if (node !== undefined && RESHAPING.has(node.operator)) at = node.inputs[0] ?? '';
    else return false;
  }
}

/** Back to the layer that made a value, past reshaping, constant factors, and the joining of past and new positions. */
export function traceBack(editor: GraphEditor, from: string): TracedValue {
  let value = from;
  let scale = 1;
  for (;;) {
    const node = editor.producer(value);
    if (node === undefined || node.domain !== '') return { value, scale };
    const factor = scaleOf(editor, value);
    if (factor !== null) {
      scale *= factor.scale;
      value = factor.value;
    } else if (RESHAPING.has(node.operator)) value = node.inputs[0] ?? '';
    else if (node.operator === 'Concat') {
      const added = node.inputs.filter((input) => !isPast(editor, input));
      if (added.length !== 1 || node.inputs.length !== 2) return { value, scale };
      value = added[0] ?? '';
    } else return { value, scale };
  }
}

const PAST_OPERATORS: ReadonlySet<string> = new Set([...RESHAPING, 'Slice', 'Cast']);

function isPast(editor: GraphEditor, from: string): boolean {
  let value = from;
  for (;;) {
    if (value.startsWith('past_key_values.')) return true;
    const node = editor.producer(value);
    if (node === undefined || !PAST_OPERATORS.has(node.operator)) return false;
    value = node.inputs[0] ?? '';
  }
}

/** The value and the factor of a product with, or a quotient by, a constant number. */
function scaleOf(editor: GraphEditor, value: string): TracedValue | null {
  const node = editor.producer(value);
  if (node === undefined || node.domain !== '' || (node.operator !== 'Mul' && node.operator !== 'Div')) {
    return null;
  }
  const [first = '', second = ''] = node.inputs;
  const right = constantNumber(editor, second);
  if (right !== null) return { value: first, scale: node.operator === 'Mul' ? right : 1 / right };
  const left = node.operator === 'Mul' ? constantNumber(editor, first) : null;
  return left === null ? null : { value: second, scale: left };
}

/** A float32 constant of one element, or its square root, in which PyTorch splits a scale between query and key. */
function constantNumber(editor: GraphEditor, value: string): number | null {
  const node = editor.producer(value);
  if (node?.operator === 'Sqrt') {
    const squared = constantNumber(editor, node.inputs[0] ?? '');
    return squared === null ? null : Math.sqrt(squared);
  }
  const tensor =
    node?.operator === 'Constant' ? readTensorAttribute(node, 'value') : editor.initializer(value);
  return tensor === undefined || tensor === null ? null : readNumber(tensor);
}

function readNumber(tensor: OnnxTensor): number | null {
  const isOne = tensor.dims.every((dim) => dim === 1);
  if (!isOne || tensor.elementType !== ONNX_ELEMENT_TYPES.float32) return null;
  const bytes = elementBytes(tensor);
  if (bytes?.length !== 4) return null;
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true);
}

/** Float32 elements are in `raw_data`, or in `float_data` (field 4 of TensorProto). */
function elementBytes({ place, encoded }: OnnxTensor): Uint8Array | null {
  if (place.kind === 'inline') return place.bytes;
  if (place.kind === 'external') return null;
  for (const { number, value } of decodeProtobuf(encoded)) {
    if (number === 4 && typeof value !== 'bigint') return value;
  }
  return null;
}

/** From the output of a Softmax to its product with the values. */
function followWeights(editor: GraphEditor, weights: string) {
  for (let value = weights; ;) {
    const consumers = editor.consumers(value);
    const products = consumers.filter(
      ({ operator, domain, inputs }) => operator === 'MatMul' && domain === '' && inputs[0] === value,
    );
    const [product] = products;
    if (product !== undefined && products.length === 1) {
      return { value: product.inputs[1] ?? '', result: product.outputs[0] ?? '' };
    }
    const [next, ...others] = consumers.filter(({ operator }) => operator === 'Reshape');
    if (next === undefined || others.length > 0) return null;
    value = next.outputs[0] ?? '';
  }
}

/** On to where the heads are side by side again: past every reshaping that is the only reader of the value. */
function followResult(editor: GraphEditor, from: string): string {
  for (let value = from; ;) {
    const [next, ...others] = editor.consumers(value).filter(({ operator }) => operator !== 'Shape');
    if (next === undefined || others.length > 0 || !RESHAPING.has(next.operator)) return value;
    value = next.outputs[0] ?? '';
  }
}
