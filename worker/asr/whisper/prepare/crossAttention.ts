import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';

/**
 * Cross-attention over keys and values in int8. A decoder step does little else than read them: for Whisper base 35 MiB
 * for each lane in float32, a quarter of it in int8, each key with a scale of its own and each dimension of the values.
 *
 * Queries and attention weights keep 14 bits, as two bytes of 7, a whole number and the rest: the processor's product of
 * bytes takes one factor without sign, and where it lacks the dot product instructions it adds pairs in 16 bits, which
 * two bytes of 7 and 8 bits never exceed. What has a sign is moved by 64; the products then are too large by so many
 * times the sums of the columns, which are stored with the keys and values.
 */
const BYTE_MAX = 127;
const SIGNED_MAX = 63;
const MIDDLE = 64;
/** Of the rest, which is a half at most. */
const REST_STEP = 0.5 / SIGNED_MAX;
const REST_OFFSET = MIDDLE * REST_STEP;

export interface CrossPlaces {
  readonly key: string;
  readonly keyScale: string;
  /** What moving queries adds to each score. */
  readonly keyOffset: string;
  readonly value: string;
  readonly valueScale: string;
  /** What moving the rests of the weights adds to each dimension, in the levels of the values. */
  readonly valueOffset: string;
}

export function crossPlaces(layer: number): CrossPlaces {
  const place = (part: string): string => `cross.${layer}.${part}`;
  return {
    key: place('key'),
    keyScale: place('key_scale'),
    keyOffset: place('key_offset'),
    value: place('value'),
    valueScale: place('value_scale'),
    valueOffset: place('value_offset'),
  };
}

/** What each of the places of a layer holds. */
export function crossValues(layer: number, { decoderHeads, dModel, maxSourcePositions }: WhisperConfig) {
  const places = crossPlaces(layer);
  const size = dModel / decoderHeads;
  const value = (name: string, type: 'int8' | 'float32', ...rest: readonly number[]) => ({
    name,
    type,
    shape: ['batch', decoderHeads, ...rest],
  });
  return [
    value(places.key, 'int8', size, maxSourcePositions),
    value(places.keyScale, 'float32', 1, maxSourcePositions),
    value(places.keyOffset, 'float32', 1, maxSourcePositions),
    value(places.value, 'int8', maxSourcePositions, size),
    value(places.valueScale, 'float32', 1, size),
    value(places.valueOffset, 'float32', 1, size),
  ];
}

/** From projected keys and values, [batch, encoder positions, dModel], to what the decoder takes. */
export function addCrossStorage(
  editor: GraphEditor,
  key: string,
  value: string,
  layer: number,
  config: WhisperConfig,
): void {
  const places = crossPlaces(layer);
  const zero = editor.constant('zero', 'int8', [], Uint8Array.of(0));
  const store = (heads: string, name: string, scaleName: string): void => {
    const largest = editor.reduceMax(editor.add('Abs', [heads]), 2);
    // A row of zeros keeps a scale that can be divided by.
    const scale = editor.add('Mul', [
      editor.add('Max', [largest, editor.float(1e-20)]),
      editor.float(1 / BYTE_MAX),
    ]);
    editor.add('Identity', [scale], {}, scaleName);
    // Rounds and changes the type in one pass.
    editor.add('QuantizeLinear', [editor.add('Div', [heads, scale]), editor.float(1), zero], {}, name);
  };
  const sumColumns = (matrix: string, rows: number): string => {
    const ones = editor.constant(`ones.${rows}`, 'uint8', [1, rows], new Uint8Array(rows).fill(1));
    return editor.add('Cast', [editor.add('MatMulInteger', [ones, matrix])], { to: 1 });
  };
  const size = config.dModel / config.decoderHeads;
  const keyHeads = editor.add('Transpose', [splitHeads(editor, key, config)], { perm: [0, 2, 3, 1] });
  store(keyHeads, places.key, places.keyScale);
  const keyOffset = editor.add('Mul', [sumColumns(places.key, size), editor.float(MIDDLE + REST_OFFSET)]);
  editor.add('Mul', [keyOffset, places.keyScale], {}, places.keyOffset);
  const valueHeads = editor.add('Transpose', [splitHeads(editor, value, config)], { perm: [0, 2, 1, 3] });
  store(valueHeads, places.value, places.valueScale);
  const valueSums = sumColumns(places.value, config.maxSourcePositions);
  editor.add('Mul', [valueSums, editor.float(REST_OFFSET)], {}, places.valueOffset);
}

/** Attention of queries [batch, heads, positions, head size], already scaled; the result has their shape. */
export function addCrossAttention(
  editor: GraphEditor,
  query: string,
  layer: number,
  config: WhisperConfig,
): { readonly weights: string; readonly mixed: string } {
  const places = crossPlaces(layer);
  const largest = editor.reduceMax(editor.add('Abs', [query]), 3);
  // No query at all keeps a scale.
  const queryScale = editor.add('Mul', [
    editor.add('Max', [largest, editor.float(1e-20)]),
    editor.float(1 / SIGNED_MAX),
  ]);
  const queryLevels = editor.add('Div', [query, queryScale]);
  const products = addByteProduct(editor, queryLevels, MIDDLE, places.key, config.maxSourcePositions);
  const centered = editor.add('Sub', [editor.add('Mul', [products, places.keyScale]), places.keyOffset]);
  const weights = editor.add('Softmax', [editor.add('Mul', [centered, queryScale])], { axis: -1 });

  const heaviest = editor.reduceMax(weights, 3);
  const weightLevels = editor.add('Mul', [weights, editor.add('Div', [editor.float(BYTE_MAX), heaviest])]);
  const sums = addByteProduct(editor, weightLevels, 0, places.value, config.dModel / config.decoderHeads);
  const levels = editor.add('Sub', [sums, places.valueOffset]);
  const weightScale = editor.add('Mul', [heaviest, editor.float(1 / BYTE_MAX)]);
  const scale = editor.add('Mul', [weightScale, places.valueScale]);
  return { weights, mixed: editor.add('Mul', [levels, scale]) };
}

/**
 * Product of levels [batch, heads, rows, n], from `-zero` to `BYTE_MAX - zero`, and int8 [batch, heads, n, columns]; too
 * large by `zero + REST_OFFSET` times the sums of the columns.
 */
function addByteProduct(
  editor: GraphEditor,
  levels: string,
  zero: number,
  matrix: string,
  columns: number,
): string {
  const toBytes = (values: string, step: number, offset: number): string =>
    editor.add('QuantizeLinear', [values, editor.float(step), addByte(editor, offset)]);
  const whole = toBytes(levels, 1, zero);
  const wholeLevels = editor.add('DequantizeLinear', [whole, editor.float(1), addByte(editor, zero)]);
  const rest = toBytes(editor.add('Sub', [levels, wholeLevels]), REST_STEP, MIDDLE);
  const planes = [whole, rest].map((plane) => editor.add('Unsqueeze', [plane, editor.integers(2)]));
  const bytes = editor.add('Concat', planes, { axis: 2 });
  const sums = editor.add('MatMulInteger', [bytes, editor.add('Unsqueeze', [matrix, editor.integers(2)])]);
  // Both planes' sums are added up by one product: [1, 2] times [batch, heads, 2, rows * columns].
  const flat = editor.add('Reshape', [editor.add('Cast', [sums], { to: 1 }), editor.integers(0, 0, 2, -1)]);
  const steps = new Uint8Array(Float32Array.of(1, REST_STEP).buffer);
  const digits = editor.constant('digits', 'float32', [1, 2], steps);
  return editor.add('Reshape', [editor.add('MatMul', [digits, flat]), editor.integers(0, 0, -1, columns)]);
}

function addByte(editor: GraphEditor, value: number): string {
  return editor.constant(`byte.${value}`, 'uint8', [], Uint8Array.of(value));
}

/** [batch, positions, dModel] -> [batch, positions, heads, head size]. */
export function splitHeads(
  editor: GraphEditor,
  value: string,
  { decoderHeads, dModel }: WhisperConfig,
): string {
  return editor.add('Reshape', [value, editor.integers(0, -1, decoderHeads, dModel / decoderHeads)]);
}
