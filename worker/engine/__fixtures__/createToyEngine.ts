import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createEngine, type Engine, type EngineOptions } from '../createEngine.ts';
import type { RecognizerRequest } from '../engineProtocol.ts';

export const TOY_MODEL: RecognizerRequest = {
  modelId: 'toy',
  modelFolder: fileURLToPath(new URL('../../inference/__fixtures__', import.meta.url)),
  dtype: 'auto',
  device: 'cpu',
};

export interface ToyEngine extends Engine {
  /** Every thread the engine has started, oldest first. */
  readonly threads: readonly Worker[];
}

/** An engine whose thread recognizes with two tiny graphs, through the real ONNX Runtime. */
export function createToyEngine(
  options: EngineOptions = {},
  entry: 'toyEngineThread' | 'pretendGpuThread' = 'toyEngineThread',
): ToyEngine {
  const threads: Worker[] = [];
  const engine = createEngine({
    threads: 1,
    startThread(data) {
      const thread = new Worker(new URL(`./${entry}.ts`, import.meta.url), { workerData: data });
      threads.push(thread);
      return thread;
    },
    ...options,
  });
  return Object.assign(engine, { threads });
}
