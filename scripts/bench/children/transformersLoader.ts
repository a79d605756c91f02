import { basename, dirname } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';
import type { ModelLoaderCalls } from './modelLoaderCalls.ts';
import { serveChild } from './serveChild.ts';

env.allowRemoteModels = false;

serveChild<ModelLoaderCalls>({
  async load({ modelFolder, dtype }) {
    env.localModelPath = dirname(modelFolder);
    const startedAtMs = performance.now();
    const transcribe = await pipeline('automatic-speech-recognition', basename(modelFolder), {
      dtype,
      device: 'cpu',
    });
    const loadMs = performance.now() - startedAtMs;
    await transcribe.dispose();
    return { loadMs };
  },
});
