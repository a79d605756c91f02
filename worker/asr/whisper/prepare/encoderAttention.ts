import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import type { TracedAttention } from './attentionTrace.ts';
import { roundColumns } from './roundColumns.ts';
import { splitHeads } from './splitHeads.ts';

/** Queries that share a scale, and whose scores are held at once: 3 MB for 500 of 1,500 positions. */
const MAX_BLOCK = 500;
/** Fewer are not worth an operator. */
const MIN_BLOCK = 100;
/** Whisper large has 1,920; with more, opening the graph would take longer than it saves. */
const MAX_BLOCKS = 4096;
const QUERY_MAX = 127;
const QUERY_MIDDLE = 128;
const KEY_MAX = 63;

type Shape = Pick<WhisperConfig, 'encoderLayers' | 'encoderHeads' | 'dModel' | 'maxSourcePositions'>;

/** Queries of a block, the same for all of them, or null where blocks would be too small or too many. */
export function encoderBlockRows({ encoderLayers, encoderHeads, maxSourcePositions }: Shape): number | null {
  for (let rows = Math.min(MAX_BLOCK, maxSourcePositions); rows >= MIN_BLOCK; rows--) {
    if (maxSourcePositions % rows !== 0) continue;
    return encoderLayers * encoderHeads * (maxSourcePositions / rows) <= MAX_BLOCKS ? rows : null;
  }
  return null;
}

/**
 * Attention of an encoder whose products round what goes into them to 8 bits anyway, with scores as products of bytes.
 * The runtime has no operator for it; a product, Softmax and a product for each head and block of queries take 115 ms
 * for a window of Whisper base where its operator for float32 takes 150 (two cores with dot product instructions).
 *
 * Rounded are queries, to 8 bits with a scale for each block, and keys, to 7 bits with a scale each, less their mean,
 * which adds the same to all scores of a query and so changes no weight ("SageAttention", arXiv 2410.02367). Together
 * they keep sums of older processors within 16 bits, and the one that has the scale of its own makes do with fewer.
 * Weights and values stay as they are. Blocks have `rows` queries (`encoderBlockRows`). Returns the heads' results side by
 * side, [batch, positions, dModel].
 */
export function addEncoderAttention(
  editor: GraphEditor,
  { query, key, value, scale }: TracedAttention,
  layer: number,
  rows: number,
  { encoderHeads: heads, dModel, maxSourcePositions: positions }: Shape,
): string {
  const size = dModel / heads;
  const toHeads = (from: string, ...perm: readonly number[]): string =>
    editor.add('Transpose', [splitHeads(editor, from, heads, dModel)], { perm });
  // Slices of one axis side by side become one operator.
  const part = (from: string, axis: number, index: number): string =>
    editor.add('Slice', [from, editor.integers(index), editor.integers(index + 1), editor.integers(axis)]);

  const queries = roundBlocks(editor, toHeads(query.value, 0, 2, 1, 3), rows, size);
  const queryScales = editor.add('Mul', [queries.scales, editor.float(query.scale * key.scale * scale)]);
  // As a product: a tenth of the time that `ReduceMean` takes.
  const shares = new Uint8Array(new Float32Array(positions).fill(1 / positions).buffer);
  const mean = editor.add('MatMul', [
    editor.constant('shares', 'float32', [1, positions], shares),
    key.value,
  ]);
  const keyScales = `encoder.${layer}.key_scale`;
  const keys = roundColumns(
    editor,
    toHeads(editor.add('Sub', [key.value, mean]), 0, 2, 3, 1),
    keyScales,
    KEY_MAX,
  );
  const values = toHeads(value.value, 0, 2, 1, 3);
  const middle = editor.constant(`byte.${QUERY_MIDDLE}`, 'uint8', [], Uint8Array.of(QUERY_MIDDLE));

  const blocks = positions / rows;
  const results = Array.from({ length: heads }, (_, head) => {
    const ofHead = (from: string): string => part(from, 1, head);
    const [headKeys, headScales, headValues] = [ofHead(keys), ofHead(keyScales), ofHead(values)];
    const mixed = Array.from({ length: blocks }, (_, block) => {
      const index = head * blocks + block;
      const bytes = part(queries.bytes, 1, index);
      const inputs = [bytes, headKeys, part(queryScales, 0, index), headScales, middle];
      const scores = editor.add('com.microsoft.MatMulIntegerToFloat', inputs);
      return editor.add('MatMul', [editor.add('Softmax', [scores], { axis: -1 }), headValues]);
    });
    return editor.add('Concat', mixed, { axis: 2 });
  });
  const joined = editor.add('Transpose', [editor.add('Concat', results, { axis: 1 })], {
    perm: [0, 2, 1, 3],
  });
  return editor.add('Reshape', [joined, editor.integers(0, -1, dModel)]);
}

/** Queries [batch, heads, positions, size] to bytes [batch, blocks of all heads, `rows`, size], each with one scale. */
function roundBlocks(
  editor: GraphEditor,
  queries: string,
  rows: number,
  size: number,
): { readonly bytes: string; readonly scales: string } {
  const blocks = editor.add('Reshape', [queries, editor.integers(0, 0, -1, rows, size)]);
  const largest = editor.reduceMax(editor.add('Abs', [blocks]), 0, 3, 4);
  // A block of zeros keeps a scale that can be divided by.
  const inputs = [editor.add('Max', [largest, editor.float(1e-20)]), editor.float(1 / QUERY_MAX)];
  const scales = editor.add('Mul', inputs);
  const middle = editor.constant(`byte.${QUERY_MIDDLE}`, 'uint8', [], Uint8Array.of(QUERY_MIDDLE));
  const levels = editor.add('Div', [blocks, scales]);
  const bytes = editor.add('QuantizeLinear', [levels, editor.float(1), middle]);
  return {
    bytes: editor.add('Reshape', [bytes, editor.integers(0, -1, rows, size)]),
    scales: editor.add('Reshape', [scales, editor.integers(-1)]),
  };
}
