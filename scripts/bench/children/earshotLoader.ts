import { createEngine } from '../../../worker/engine/createEngine.ts';
import { preparedModels } from '../fixtures/cacheFolder.ts';
import type { ModelLoaderCalls } from './modelLoaderCalls.ts';
import { serveChild } from './serveChild.ts';

const engine = createEngine({ preparedModelsFolder: preparedModels });
// The thread is there before the first model is loaded: how long Node takes to start one is not measured.
const isReady = engine.executionProviders();

serveChild<ModelLoaderCalls>({
  async load({ modelFolder, dtype }) {
    await isReady;
    const startedAtMs = performance.now();
    const recognizer = await engine.openRecognizer({ modelId: 'bench', modelFolder, dtype, device: 'cpu' });
    const loadMs = performance.now() - startedAtMs;
    await recognizer.close();
    await engine.unload();
    return { loadMs };
  },
});
