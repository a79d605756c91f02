import type { Session, Tensor } from '../../inference/session.ts';
import type { DecoderOutput, DecoderRunner } from './decoderRunner.ts';
import { discardTensors } from './discardTensors.ts';
import { toFloat32, toFloatType } from './float16.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { requireOutput } from './requireOutput.ts';
import { addPositions, capacityOf, createSelfCache } from './selfCache.ts';

/**
 * A decoder in the form that `prepare/rewriteDecoder.ts` gives it. The self cache has room for more positions than it
 * holds, and each step writes its own position into it: nothing is copied from step to step. What has no position yet
 * is zero, and masked.
 */
export function createPreparedDecoder(
  crossSession: Session,
  session: Session,
  config: WhisperConfig,
): DecoderRunner {
  const parts = Array.from({ length: config.decoderLayers }, (_, layer) =>
    ['key', 'value'].map((part) => `${layer}.${part}`),
  ).flat();
  const outputNames = new Set(session.outputs.map(({ name }) => name));
  const noMask = new Float32Array(config.vocabSize);

  async function run(
    tokens: ArrayLike<number>,
    lanes: number,
    position: number,
    selfCache: CacheTensors,
    crossCache: CacheTensors,
    attentionLayers: readonly number[],
    textMask: Float32Array | null,
  ): Promise<DecoderOutput> {
    const length = tokens.length / lanes;
    const capacity = capacityOf(selfCache);
    const layers = attentionLayers.filter((layer) => outputNames.has(attentionsName(layer)));
    const fetches = [
      ...(textMask === null ? ['prepared.logits'] : SUMMARY),
      ...parts.map((part) => `new.${part}`),
      ...layers.map(attentionsName),
    ];
    const outputs = await session.run(
      {
        input_ids: { type: 'int64', dims: [lanes, length], data: BigInt64Array.from(tokens, BigInt) },
        positions: {
          type: 'int64',
          dims: [length],
          data: BigInt64Array.from({ length }, (_, i) => BigInt(position + i)),
        },
        mask: createMask(position, capacity, length),
        text_mask: { type: 'float32', dims: [config.vocabSize], data: textMask ?? noMask },
        ...selfCache,
        ...crossCache,
      },
      fetches,
    );
    const added: Record<string, Tensor> = {};
    for (const part of parts) added[`past.${part}`] = requireOutput(outputs, `new.${part}`);
    const cache = addPositions(selfCache, added, position, config.maxTargetPositions);
    discardTensors(Object.values(added));
    const attentions = new Map<number, Float32Array>();
    for (const layer of layers)
      attentions.set(layer, toFloat32(requireOutput(outputs, attentionsName(layer))));
    return { ...readLogits(outputs, tokens.length, config, textMask !== null), selfCache: cache, attentions };
  }

  return {
    hasCrossAttentions: outputNames.has(attentionsName(0)),
    start: async (states) => ({
      crossCache: await crossSession.run({ encoder_hidden_states: toFloatType(states, 'float32') }),
      prompt: null,
    }),
    async prompt({ chunks, tokens, crossCache, attentionLayers }) {
      const lanes = chunks.length;
      const empty = createSelfCache(parts, config, lanes, tokens.length / lanes + 1);
      return run(tokens, lanes, 0, empty, crossCache, attentionLayers, null);
    },
    step: ({ tokens, position, selfCache, crossCache, attentionLayers, textMask }) =>
      run(tokens, tokens.length, position, selfCache, crossCache, attentionLayers, textMask),
  };
}

/** Outputs that take the place of the logits where only the likeliest token is asked for. */
const SUMMARY = ['text.token', 'text.logit', 'text.probability', 'text.rest'] as const;

function readLogits(
  outputs: Readonly<Record<string, Tensor>>,
  rows: number,
  { eot }: WhisperConfig,
  isSummary: boolean,
): Pick<DecoderOutput, 'logits' | 'vocabStride' | 'firstToken' | 'text'> {
  const logits = toFloat32(requireOutput(outputs, isSummary ? 'text.rest' : 'prepared.logits'));
  const vocabStride = logits.length / rows;
  if (!isSummary) return { logits, vocabStride, firstToken: 0, text: null };
  const { data: tokens } = requireOutput(outputs, 'text.token');
  if (!(tokens instanceof BigInt64Array)) throw new Error('Tokens are not whole numbers.');
  const text = {
    tokens,
    logits: toFloat32(requireOutput(outputs, 'text.logit')),
    probabilities: toFloat32(requireOutput(outputs, 'text.probability')),
  };
  return { logits, vocabStride, firstToken: eot, text };
}

function attentionsName(layer: number): string {
  return `prepared.cross_attentions.${layer}`;
}

/** [length, capacity + length]: each token sees the past and, of those fed with it, itself and what is before it. */
function createMask(position: number, capacity: number, length: number): Tensor {
  const width = capacity + length;
  const data = new Float32Array(length * width).fill(-Infinity);
  for (let row = 0; row < length; row++) {
    data.fill(0, row * width, row * width + position);
    data.fill(0, row * width + capacity, row * width + capacity + row + 1);
  }
  return { type: 'float32', dims: [length, width], data };
}
