import type { Tensor } from '../../inference/session.ts';
import { joinOutputs } from './joinOutputs.ts';
import type { DecoderOutput, DecoderRunner } from './decoderRunner.ts';
import { createDecoderFeeds, type DecoderCall, type DecoderGraph } from './decoderGraph.ts';
import { toFloat32 } from './float16.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';
import { requireOutput } from './requireOutput.ts';

/** Place of the encoder states in the cross cache, for graphs that look at them at every step. */
const STATES_PLACE = 'states';

/** A decoder as it was exported: one graph for prompts and steps, or one for each. */
export function createExportedDecoder(
  promptGraph: DecoderGraph,
  stepGraph: DecoderGraph,
  config: WhisperConfig,
): DecoderRunner {
  const stepReadsStates = stepGraph.states !== null && !stepGraph.hasSwitch;
  return {
    hasCrossAttentions: promptGraph.attentions.size > 0 && stepGraph.attentions.size > 0,
    async start(states, tokens, attentionLayers) {
      const call: DecoderCall = { tokens, lanes: 1, position: 0, states, cache: null };
      const places = [...promptGraph.present.keys()];
      const outputs = await runDecoder(promptGraph, call, config, places, attentionLayers);
      const cross = pickPlaces(promptGraph, outputs, '.encoder.');
      return {
        prompt: readOutput(promptGraph, outputs, tokens.length, attentionLayers),
        crossCache: stepReadsStates
          ? { ...cross, [STATES_PLACE]: { ...states, data: states.data.slice() } }
          : cross,
      };
    },
    prompt: ({ chunks }) => Promise.resolve(joinOutputs(chunks.flatMap(({ prompt }) => prompt ?? []))),
    async step({ tokens, position, selfCache, crossCache, attentionLayers }) {
      const { [STATES_PLACE]: states = null, ...cross } = crossCache;
      const cache = { ...selfCache, ...cross };
      const call: DecoderCall = { tokens, lanes: tokens.length, position, states, cache };
      const places = [...stepGraph.present.keys()].filter((place) => place.includes('.decoder.'));
      const outputs = await runDecoder(stepGraph, call, config, places, attentionLayers);
      return readOutput(stepGraph, outputs, tokens.length, attentionLayers);
    },
  };
}

/** Only the outputs used are fetched: each is copied out of the runtime, and encoder keys and values are large. */
function runDecoder(
  graph: DecoderGraph,
  call: DecoderCall,
  config: WhisperConfig,
  places: readonly string[],
  attentionLayers: readonly number[],
): Promise<Record<string, Tensor>> {
  const fetches = ['logits', ...places.map((place) => graph.present.get(place) ?? place)];
  for (const layer of attentionLayers) {
    const name = graph.attentions.get(layer);
    if (name !== undefined) fetches.push(name);
  }
  return graph.session.run(createDecoderFeeds(graph, call, config), fetches);
}

function readOutput(
  graph: DecoderGraph,
  outputs: Readonly<Record<string, Tensor>>,
  tokenCount: number,
  attentionLayers: readonly number[],
): DecoderOutput {
  const logits = toFloat32(requireOutput(outputs, 'logits'));
  const attentions = new Map<number, Float32Array>();
  for (const layer of attentionLayers) {
    const name = graph.attentions.get(layer);
    if (name !== undefined) attentions.set(layer, toFloat32(requireOutput(outputs, name)));
  }
  return {
    logits,
    vocabStride: logits.length / tokenCount,
    firstToken: 0,
    text: null,
    selfCache: pickPlaces(graph, outputs, '.decoder.'),
    attentions,
  };
}

function pickPlaces(
  graph: DecoderGraph,
  outputs: Readonly<Record<string, Tensor>>,
  side: '.decoder.' | '.encoder.',
): CacheTensors {
  const tensors: Record<string, Tensor> = {};
  for (const [place, name] of graph.present) {
    if (place.includes(side)) tensors[place] = requireOutput(outputs, name);
  }
  return tensors;
}
