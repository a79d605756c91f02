import { basename, dirname } from 'node:path';
import {
  type AutomaticSpeechRecognitionPipeline,
  env,
  pipeline,
  type Tensor,
} from '@huggingface/transformers';
import { z } from 'zod';
import { loadSamples } from './loadSamples.ts';
import type { RecognizerCalls } from './recognizerCalls.ts';
import { serveChild } from './serveChild.ts';

/** The pipeline of transformers.js with its default session options, as its documentation shows it. */
env.allowRemoteModels = false;

const specialTokens = z.object({ eos_token_id: z.number() });

interface Reference {
  readonly transcribe: AutomaticSpeechRecognitionPipeline;
  /** Token sequences that the model has generated since the last look, prompt included. */
  readonly takeSequences: () => number[][];
  readonly endOfText: number;
}

let reference: Reference | null = null;

serveChild<RecognizerCalls>({
  async load({ modelFolder, dtype }) {
    await reference?.transcribe.dispose();
    env.localModelPath = dirname(modelFolder);
    const transcribe = await pipeline('automatic-speech-recognition', basename(modelFolder), {
      dtype,
      device: 'cpu',
    });
    const { eos_token_id: endOfText } = specialTokens.parse(transcribe.model.config);
    reference = { transcribe, takeSequences: recordSequences(transcribe), endOfText };
    return null;
  },
  async recognize({ audioPath, timestamps, maxNewTokens, strideSeconds }) {
    if (reference === null) throw new Error('No model is loaded.');
    const { transcribe, takeSequences, endOfText } = reference;
    await transcribe(await loadSamples(audioPath), {
      language: 'en',
      task: 'transcribe',
      return_timestamps: timestamps,
      chunk_length_s: 30,
      stride_length_s: strideSeconds,
      max_new_tokens: maxNewTokens,
    });
    // Start of transcript, language, task and, without timestamps, the token that says so.
    const promptLength = timestamps ? 3 : 4;
    return {
      tokens: takeSequences().map((sequence) =>
        sequence.slice(promptLength).filter((token) => token !== endOfText),
      ),
    };
  },
});

/** The pipeline gives text only; the tokens are counted where the model returns them. */
function recordSequences({ model }: AutomaticSpeechRecognitionPipeline): () => number[][] {
  let sequences: number[][] = [];
  const generate = model.generate.bind(model);
  model.generate = async (options) => {
    const output = await generate(options);
    sequences.push(...((output as Tensor).tolist() as bigint[][]).map((sequence) => sequence.map(Number)));
    return output;
  };
  return () => {
    const taken = sequences;
    sequences = [];
    return taken;
  };
}
