import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import { crossPlaces, QUERY_MIDDLE } from './crossStorage.ts';

const BYTE_MAX = 127;
const SIGNED_MAX = 63;

/**
 * Attention of queries [batch, heads, positions, head size], already scaled; the result has their shape. Keys and values
 * are int8 (`crossStorage.ts`): a decoder step does little else than read them, for Whisper base 35 MiB for each lane in
 * float32, a quarter of it in int8.
 *
 * The processor's product of bytes takes one factor without sign, and where it lacks the dot product instructions it
 * adds pairs in 16 bits, which bytes of 7 and 8 bits never exceed. So queries and attention weights become bytes of 7
 * bits; queries are moved by `QUERY_MIDDLE`, and their scores then are too large by so many times the sum of each key.
 *
 * Weights are two such bytes, a whole number and the rest: with one, what a head gives to many places a little would be
 * lost beside one that it gives much to. Queries are two where they are `exact`, and one where what they are made of was
 * rounded to 8 bits already: there one more makes no difference that can be told from the rounding (logits of the base
 * and starter models differ from the export's by 3 to 5 % either way; 0.4 and 0.8 % in float32).
 */
export function addCrossAttention(
  editor: GraphEditor,
  query: string,
  layer: number,
  config: WhisperConfig,
  exact: boolean,
): { readonly weights: string; readonly mixed: string } {
  const places = crossPlaces(layer);
  const largest = editor.reduceMax(editor.add('Abs', [query]), 3);
  // No query at all keeps a scale.
  const queryScale = editor.add('Mul', [
    editor.add('Max', [largest, editor.float(1e-20)]),
    editor.float(1 / SIGNED_MAX),
  ]);
  const queryLevels = editor.add('Div', [query, queryScale]);
  const queryBytes = exact
    ? addByteSplit(editor, editor.add('Add', [queryLevels, editor.float(QUERY_MIDDLE)]))
    : editor.add('QuantizeLinear', [queryLevels, editor.float(1), addByte(editor, QUERY_MIDDLE)]);
  const keyRows = editor.add('Unsqueeze', [queryBytes, editor.integers(3, 4)]);
  const products = editor.add('Cast', [editor.add('MatMulInteger', [keyRows, places.key])], { to: 1 });
  const positions = config.maxSourcePositions;
  const joined = exact
    ? addByteSum(editor, products, positions)
    : editor.add('Reshape', [products, editor.integers(0, 0, -1, positions)]);
  const centered = editor.add('Sub', [editor.add('Mul', [joined, places.keyScale]), places.keyOffset]);
  const weights = editor.add('Softmax', [editor.add('Mul', [centered, queryScale])], { axis: -1 });

  const heaviest = editor.reduceMax(weights, 3);
  const weightLevels = editor.add('Mul', [weights, editor.add('Div', [editor.float(BYTE_MAX), heaviest])]);
  const weightBytes = addByteSplit(editor, weightLevels);
  const valueRows = editor.add('Unsqueeze', [weightBytes, editor.integers(3)]);
  const sums = editor.add('Cast', [editor.add('MatMulInteger', [valueRows, places.value])], { to: 1 });
  const levels = addByteSum(editor, sums, config.dModel / config.decoderHeads);
  const weightScale = editor.add('Mul', [heaviest, editor.float(1 / BYTE_MAX)]);
  const scale = editor.add('Mul', [weightScale, places.valueScale]);
  return { weights, mixed: editor.add('Mul', [levels, scale]) };
}

/** Levels [batch, heads, rows, n] from 0 to `BYTE_MAX` as whole numbers and, behind all of these, the rests. */
function addByteSplit(editor: GraphEditor, levels: string): string {
  const whole = editor.add('Cast', [levels], { to: 2 });
  const rest = editor.add('Sub', [levels, editor.add('Cast', [whole], { to: 1 })]);
  const restBytes = editor.add('QuantizeLinear', [rest, editor.float(1 / BYTE_MAX), addByte(editor, 0)]);
  return editor.add('Concat', [whole, restBytes], { axis: 2 });
}

/** What a product made of rows of whole numbers and rows of rests, put together: [batch, heads, rows, columns]. */
function addByteSum(editor: GraphEditor, products: string, columns: number): string {
  const flat = editor.add('Reshape', [products, editor.integers(0, 0, 2, -1)]);
  const steps = new Uint8Array(Float32Array.of(1, 1 / BYTE_MAX).buffer);
  const digits = editor.constant('digits', 'float32', [1, 2], steps);
  return editor.add('Reshape', [editor.add('MatMul', [digits, flat]), editor.integers(0, 0, -1, columns)]);
}

function addByte(editor: GraphEditor, value: number): string {
  return editor.constant(`byte.${value}`, 'uint8', [], Uint8Array.of(value));
}
