import { join } from 'node:path';
import type { ChunkResult, RecognizerChunk } from '../../asr/recognizer.ts';
import { type AbortSignalLike, AppError, createAbortError } from '../../contract/index.ts';
import type { Session } from '../../inference/session.ts';
import type { CreateRecognizerOptions, OpenRecognizer } from '../../asr/createRecognizer.ts';

/** What a toy chunk asks for; its samples are these numbers. */
export interface ToyPlan {
  /** Runs of the layer, each on the result of the one before; 1 when left out. */
  readonly steps?: number;
  /** Matrix products of one blocking call at each step. */
  readonly blockingProducts?: number;
  /** 1 fails the chunk on any device but the CPU. */
  readonly failsOnGpu?: number;
  /** 1 waits, outside of any native call, until the call is canceled. */
  readonly waits?: number;
}

export function toyChunk(index: number, plan: ToyPlan = {}): RecognizerChunk {
  const { steps = 1, blockingProducts = 0, failsOnGpu = 0, waits = 0 } = plan;
  return { index, samples: Float32Array.of(steps, blockingProducts, failsOnGpu, waits) };
}

/**
 * A recognizer of two tiny graphs: `tokens` are the thousandths of the layer's result, `text` tells the device.
 * Preparing one never ends by itself.
 */
export async function createToyRecognizer(
  options: CreateRecognizerOptions,
): Promise<OpenRecognizer> {
  const { modelFolder, device, threads, openSession, preparation = null } = options;
  preparation?.onPreparing?.();
  while (preparation !== null) {
    if (preparation.signal?.aborted === true) throw createAbortError();
    await new Promise(setImmediate);
  }
  const layer = await openSession(join(modelFolder, 'layer.onnx'), { device, threads });
  const repeated = await openSession(join(modelFolder, 'repeated.onnx'), { device: 'cpu', threads });

  async function recognizeChunk({ index, samples }: RecognizerChunk, signal: AbortSignalLike): Promise<ChunkResult> {
    const [steps = 1, blockingProducts = 0, failsOnGpu = 0, waits = 0] = samples;
    while (waits === 1 && !signal.aborted) await new Promise(setImmediate);
    let row = Float32Array.from({ length: 16 }, (_, i) => Math.cos(i + index));
    for (let step = 0; step < steps; step += 1) {
      if (signal.aborted) throw createAbortError();
      if (failsOnGpu === 1 && device !== 'cpu') throw new AppError('inference-failed', 'device lost');
      if (blockingProducts > 0) await block(repeated, blockingProducts);
      row = await runLayer(layer, row);
    }
    return toResult(index, row, device);
  }

  return {
    info: { languages: ['en'], canTranslate: false, wordTimes: 'approximate', dtype: 'fp32', device: layer.device },
    async detectLanguage(chunks, signal) {
      for (const chunk of chunks) await recognizeChunk(chunk, signal);
      return { en: 1 };
    },
    async *recognize(chunks, _options, signal) {
      for (const chunk of chunks) yield await recognizeChunk(chunk, signal);
    },
    async close() {
      await layer.release();
      await repeated.release();
    },
  };
}

async function runLayer(layer: Session, row: Float32Array): Promise<Float32Array<ArrayBuffer>> {
  const { y } = await layer.run({ x: { type: 'float32', dims: [1, 16], data: row } });
  return Float32Array.from(y?.data ?? [], Number);
}

async function block(repeated: Session, products: number): Promise<void> {
  const size = 128;
  await repeated.run({
    steps: { type: 'int64', dims: [], data: BigInt64Array.of(BigInt(products)) },
    x: { type: 'float32', dims: [size, size], data: new Float32Array(size * size).fill(0.01) },
  });
}

function toResult(index: number, row: Float32Array, device: string): ChunkResult {
  return {
    index,
    language: 'en',
    languageProbability: 1,
    segments: [
      {
        start: 0,
        end: 1,
        text: device,
        tokens: Array.from(row, (value) => Math.round(value * 1000)),
        avgLogprob: 0,
        noSpeechProb: 0,
        compressionRatio: 1,
        temperature: 0,
        removed: null,
        words: [],
      },
    ],
  };
}
