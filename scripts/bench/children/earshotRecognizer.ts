import { DEFAULT_RECOGNIZER_OPTIONS } from '../../../worker/asr/recognizer.ts';
import { createEngine } from '../../../worker/engine/createEngine.ts';
import type { EngineRecognizer } from '../../../worker/engine/engineRecognizer.ts';
import { preparedModels } from '../fixtures/cacheFolder.ts';
import { loadSamples } from './loadSamples.ts';
import type { RecognizerCalls } from './recognizerCalls.ts';
import { serveChild } from './serveChild.ts';

/** Earshot's recognizer as the pipeline uses it: in the engine's thread, all windows handed over at once. */
const WINDOW_SAMPLES = 30 * 16_000;

const engine = createEngine({ preparedModelsFolder: preparedModels });
let recognizer: EngineRecognizer | null = null;

serveChild<RecognizerCalls>({
  async load({ modelFolder, dtype }) {
    await recognizer?.close();
    await engine.unload();
    recognizer = await engine.openRecognizer({ modelId: 'bench', modelFolder, dtype, device: 'cpu' });
    return null;
  },
  async recognize({ audioPath, timestamps, maxNewTokens }) {
    if (recognizer === null) throw new Error('No model is loaded.');
    const samples = await loadSamples(audioPath);
    const chunks = Array.from({ length: Math.ceil(samples.length / WINDOW_SAMPLES) }, (_, index) => ({
      index,
      samples: samples.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES),
    }));
    const options = {
      ...DEFAULT_RECOGNIZER_OPTIONS,
      language: 'en',
      temperatures: [0],
      timestamps,
      maxNewTokens,
    };
    const tokens: number[][] = chunks.map(() => []);
    for await (const result of recognizer.recognize(chunks, options, new AbortController().signal)) {
      tokens[result.index] = result.segments.flatMap((segment) => [...segment.tokens]);
    }
    return { tokens };
  },
});
