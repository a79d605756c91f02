import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';

/**
 * Cross-attention over keys and values in int8. A decoder step does little else than read them: for Whisper base 35 MiB
 * for each lane in float32, a quarter of it in int8, each key with a scale of its own and each dimension of the values.
 *
 * Queries and attention weights keep 14 bits, as two bytes of 7: the processor's product of bytes takes one factor
 * without sign, and where it lacks the dot product instructions it adds pairs in 16 bits, which two bytes of 7 and 8
 * bits never exceed.
 */
const LOW = 128;
const LEVELS = LOW * LOW;
const INT8_MAX = 127;

export interface CrossPlaces {
  readonly key: string;
  readonly keyScale: string;
  /** What the offset that makes queries positive adds to each score. */
  readonly keyOffset: string;
  readonly value: string;
  readonly valueScale: string;
}

export function crossPlaces(layer: number): CrossPlaces {
  const place = (part: string): string => `cross.${layer}.${part}`;
  return {
    key: place('key'),
    keyScale: place('key_scale'),
    keyOffset: place('key_offset'),
    value: place('value'),
    valueScale: place('value_scale'),
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
      editor.float(1 / INT8_MAX),
    ]);
    editor.add('Identity', [scale], {}, scaleName);
    // Rounds and changes the type in one pass.
    editor.add('QuantizeLinear', [editor.add('Div', [heads, scale]), editor.float(1), zero], {}, name);
  };
  const size = config.dModel / config.decoderHeads;
  const keyHeads = editor.add('Transpose', [splitHeads(editor, key, config)], { perm: [0, 2, 3, 1] });
  store(keyHeads, places.key, places.keyScale);
  const ones = editor.constant('ones', 'uint8', [1, size], new Uint8Array(size).fill(1));
  const sums = editor.add('Cast', [editor.add('MatMulInteger', [ones, places.key])], { to: 1 });
  const offset = editor.add('Mul', [sums, editor.float(LEVELS / 2)]);
  editor.add('Mul', [offset, places.keyScale], {}, places.keyOffset);
  const valueHeads = editor.add('Transpose', [splitHeads(editor, value, config)], { perm: [0, 2, 1, 3] });
  store(valueHeads, places.value, places.valueScale);
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
  // 1 below half of the levels, so that rounding stays within them; no query at all keeps a scale.
  const queryScale = editor.add('Mul', [
    editor.add('Max', [largest, editor.float(1e-20)]),
    editor.float(1 / (LEVELS / 2 - 1)),
  ]);
  const queryLevels = editor.add('Add', [
    editor.add('Round', [editor.add('Div', [query, queryScale])]),
    editor.float(LEVELS / 2),
  ]);
  const products = addByteProduct(editor, queryLevels, places.key, config.maxSourcePositions);
  const centered = editor.add('Sub', [editor.add('Mul', [products, places.keyScale]), places.keyOffset]);
  const weights = editor.add('Softmax', [editor.add('Mul', [centered, queryScale])], { axis: -1 });

  const weightScale = editor.add('Mul', [editor.reduceMax(weights, 3), editor.float(1 / (LEVELS - 1))]);
  const weightLevels = editor.add('Round', [editor.add('Div', [weights, weightScale])]);
  const sums = addByteProduct(editor, weightLevels, places.value, config.dModel / config.decoderHeads);
  const scale = editor.add('Mul', [weightScale, places.valueScale]);
  return { weights, mixed: editor.add('Mul', [sums, scale]) };
}

/** Product of whole numbers from 0 to `LEVELS - 1` [batch, heads, rows, n] and int8 [batch, heads, n, columns]. */
function addByteProduct(editor: GraphEditor, levels: string, matrix: string, columns: number): string {
  const high = editor.add('Floor', [editor.add('Mul', [levels, editor.float(1 / LOW)])]);
  const low = editor.add('Sub', [levels, editor.add('Mul', [high, editor.float(LOW)])]);
  const planes = [high, low].map((plane) => editor.add('Unsqueeze', [plane, editor.integers(2)]));
  const bytes = editor.add('Cast', [editor.add('Concat', planes, { axis: 2 })], { to: 2 });
  const sums = editor.add('MatMulInteger', [bytes, editor.add('Unsqueeze', [matrix, editor.integers(2)])]);
  // Both planes' sums are added up by one product: [1, 2] times [batch, heads, 2, rows * columns].
  const flat = editor.add('Reshape', [editor.add('Cast', [sums], { to: 1 }), editor.integers(0, 0, 2, -1)]);
  const digits = editor.constant('digits', 'float32', [1, 2], new Uint8Array(Float32Array.of(LOW, 1).buffer));
  return editor.add('Reshape', [editor.add('MatMul', [digits, flat]), editor.integers(0, 0, -1, columns)]);
}

/** [batch, positions, dModel] -> [batch, positions, heads, head size]. */
export function splitHeads(
  editor: GraphEditor,
  value: string,
  { decoderHeads, dModel }: WhisperConfig,
): string {
  return editor.add('Reshape', [value, editor.integers(0, -1, decoderHeads, dModel / decoderHeads)]);
}
