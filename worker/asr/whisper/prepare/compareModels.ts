import type { AbortSignalLike } from '../../../contract/index.ts';
import type { DecoderOutput } from '../decoderRunner.ts';
import { gatherLanes, type CacheTensors } from '../kvCache.ts';
import { promptAlone } from '../promptAlone.ts';
import { createSeededRandom } from '../seededRandom.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import type { WhisperModel } from '../whisperModel.ts';

/**
 * Share of the logits' deviation from their mean by which two runs of one model may differ. Measured: 0.4 to 0.8 % in
 * fp32 and 3 to 7 % in q8, which quantises what goes into each layer anew (base size and starter model). A graph that
 * was misread differs by about 100 %.
 */
const MAX_DIFFERENCE = 0.2;
const STEPS = 2;

/** What a model says to a prompt and a few tokens after it, of which the latter are run in two lanes. */
export async function recordLogits(
  model: WhisperModel,
  signal: AbortSignalLike,
): Promise<readonly Float32Array[]> {
  const { config } = model;
  const states = await model.encode(makeSamples(config), signal);
  const prompt = [config.sot, config.noTimestamps, 1];
  const { crossCache, output: first } = await promptAlone(model, states, prompt, signal);
  const logits = [lastRow(first, prompt.length, config)];
  const twice = (cache: CacheTensors): CacheTensors =>
    gatherLanes([
      { cache, lane: 0 },
      { cache, lane: 0 },
    ]);
  const cross = twice(crossCache);
  let selfCache = twice(first.selfCache);
  for (let step = 0; step < STEPS; step++) {
    const request = {
      tokens: [step + 2, step + 12],
      position: prompt.length + step,
      selfCache,
      crossCache: cross,
      attentionLayers: [],
      textMask: null,
    };
    const output = await model.step(request, signal);
    selfCache = output.selfCache;
    logits.push(output.logits.slice(0, config.vocabSize), lastRow(output, 2, config));
  }
  return logits;
}

/** Why two models are not the same, or null. */
export function describeDifference(
  exported: readonly Float32Array[],
  prepared: readonly Float32Array[],
): string | null {
  for (const [index, expected] of exported.entries()) {
    const difference = relativeDifference(expected, prepared[index] ?? new Float32Array());
    if (!(difference <= MAX_DIFFERENCE)) return `Logits ${index} differ by ${difference.toFixed(3)}.`;
  }
  return null;
}

function relativeDifference(expected: Float32Array, actual: Float32Array): number {
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  let difference = 0;
  let deviation = 0;
  for (const [index, value] of expected.entries()) {
    difference += (value - (actual[index] ?? NaN)) ** 2;
    deviation += (value - mean) ** 2;
  }
  return Math.sqrt(difference / deviation);
}

/** Noise of which the second half is a hundredth as loud as the first. */
function makeSamples({ maxSourcePositions, hopLength }: WhisperConfig): Float32Array {
  const random = createSeededRandom(1);
  const length = maxSourcePositions * 2 * hopLength;
  return Float32Array.from({ length }, (_, i) => (random() - 0.5) * (i < length / 2 ? 1 : 0.01));
}

function lastRow({ logits, vocabStride }: DecoderOutput, rows: number, { vocabSize }: WhisperConfig) {
  const start = (rows - 1) * vocabStride;
  return logits.slice(start, start + vocabSize);
}
