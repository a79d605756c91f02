import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import { roundColumns } from './roundColumns.ts';
import { splitHeads } from './splitHeads.ts';

/** What sums of products of queries and keys are moved by, in the levels of the keys (`crossAttention.ts`). */
export const QUERY_MIDDLE = 64;

const MAX_KEY_BLOCK = 300;
const MIN_KEY_BLOCK = 64;

export interface CrossPlaces {
  /**
   * Blocks of `keyBlock` positions, each a matrix of its own: in one matrix of all positions, the four rows that a
   * product reads at once lie too far apart to be fetched ahead (2.2 ms of a step of 8 lanes, 1.75 in blocks of 250
   * to 300, 1.9 of 100, 3.5 of 30).
   */
  readonly key: string;
  readonly keyScale: string;
  /** What moving queries by `QUERY_MIDDLE` adds to each score. */
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

/** What each of the places of a layer holds. Keys and values have dimensions of 1 for `MatMulInteger` to repeat. */
export function crossValues(layer: number, { decoderHeads, dModel, maxSourcePositions }: WhisperConfig) {
  const places = crossPlaces(layer);
  const size = dModel / decoderHeads;
  const width = keyBlock(maxSourcePositions);
  const value = (name: string, type: 'int8' | 'float32', ...rest: readonly number[]) => ({
    name,
    type,
    shape: ['batch', decoderHeads, ...rest],
  });
  return [
    value(places.key, 'int8', 1, maxSourcePositions / width, size, width),
    value(places.keyScale, 'float32', 1, maxSourcePositions),
    value(places.keyOffset, 'float32', 1, maxSourcePositions),
    value(places.value, 'int8', 1, maxSourcePositions, size),
    value(places.valueScale, 'float32', 1, size),
  ];
}

/**
 * From projected keys and values, [batch, encoder positions, dModel], to what the decoder takes: int8, each key with a
 * scale of its own and each dimension of the values.
 */
export function addCrossStorage(
  editor: GraphEditor,
  key: string,
  value: string,
  layer: number,
  config: WhisperConfig,
): void {
  const places = crossPlaces(layer);
  const { maxSourcePositions: positions, dModel, decoderHeads } = config;
  const size = dModel / decoderHeads;
  const keyHeads = editor.add('Transpose', [splitHeads(editor, key, decoderHeads, dModel)], {
    perm: [0, 2, 3, 1],
  });
  const keys = roundColumns(editor, keyHeads, places.keyScale);
  const width = keyBlock(positions);
  const blocks = editor.add('Reshape', [keys, editor.integers(0, 0, size, positions / width, width)]);
  const turned = editor.add('Transpose', [blocks], { perm: [0, 1, 3, 2, 4] });
  editor.add('Unsqueeze', [turned, editor.integers(2)], {}, places.key);
  const ones = editor.constant('ones', 'uint8', [1, size], new Uint8Array(size).fill(1));
  const sums = editor.add('Cast', [editor.add('MatMulInteger', [ones, keys])], { to: 1 });
  const moved = editor.add('Mul', [sums, editor.float(QUERY_MIDDLE)]);
  editor.add('Mul', [moved, places.keyScale], {}, places.keyOffset);

  const valueHeads = editor.add('Transpose', [splitHeads(editor, value, decoderHeads, dModel)], {
    perm: [0, 2, 1, 3],
  });
  const values = roundColumns(editor, valueHeads, places.valueScale);
  editor.add('Unsqueeze', [values, editor.integers(2)], {}, places.value);
}

/** The greatest divisor that is no less than a cache line and no more than what was measured to be best. */
function keyBlock(positions: number): number {
  for (let width = MAX_KEY_BLOCK; width >= MIN_KEY_BLOCK; width--) {
    if (positions % width === 0) return width;
  }
  return positions;
}
