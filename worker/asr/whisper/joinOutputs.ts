import type { DecoderOutput } from './decoderRunner.ts';
import { discardTensors } from './discardTensors.ts';
import { gatherLanes } from './kvCache.ts';

/** One output of what was run lane by lane, each with all logits; its parts are discarded where they are copied. */
export function joinOutputs(outputs: readonly DecoderOutput[]): DecoderOutput {
  const [first, ...others] = outputs;
  if (first === undefined) throw new Error('There is no output.');
  if (others.length === 0) return first;
  const attentions = new Map<number, Float32Array>();
  for (const layer of first.attentions.keys()) {
    attentions.set(layer, joinArrays(outputs.flatMap((output) => output.attentions.get(layer) ?? [])));
  }
  const selfCache = gatherLanes(outputs.map((output) => ({ cache: output.selfCache, lane: 0 })));
  for (const output of outputs) discardTensors(Object.values(output.selfCache));
  return { ...first, logits: joinArrays(outputs.map(({ logits }) => logits)), selfCache, attentions };
}

function joinArrays(arrays: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let end = 0;
  for (const array of arrays) {
    joined.set(array, end);
    end += array.length;
  }
  discardTensors(arrays.map((data) => ({ data })));
  return joined;
}
