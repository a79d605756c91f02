import type { WhisperConfig } from './modelConfig.ts';
import type { DecoderOutput } from './decoderRunner.ts';

export type AttentionHeads = readonly (readonly [layer: number, head: number])[];

export interface AttentionPlace {
  readonly lane: number;
  /** Position among those run. */
  readonly row: number;
  /** Positions run. */
  readonly rows: number;
}

/** Layers that hold any of the heads, in order. */
export function layersOf(heads: AttentionHeads): number[] {
  return [...new Set(heads.map(([layer]) => layer))].sort((a, b) => a - b);
}

/**
 * Cross-attention of the chosen heads at one decoder position, [heads, usedFrames]; encoder positions from
 * `usedFrames` on are padding and left out.
 */
export function readAttentionRow(
  { attentions }: Pick<DecoderOutput, 'attentions'>,
  heads: AttentionHeads,
  { lane, row, rows }: AttentionPlace,
  usedFrames: number,
  config: Pick<WhisperConfig, 'decoderHeads' | 'maxSourcePositions'>,
): Float32Array {
  const picked = new Float32Array(heads.length * usedFrames);
  for (const [index, [layer, head]] of heads.entries()) {
    const from = ((lane * config.decoderHeads + head) * rows + row) * config.maxSourcePositions;
    const weights = attentions.get(layer)?.subarray(from, from + usedFrames);
    if (weights !== undefined) picked.set(weights, index * usedFrames);
  }
  return picked;
}
