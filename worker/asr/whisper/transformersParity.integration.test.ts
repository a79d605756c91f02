import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AutoProcessor, env, type Tensor, WhisperForConditionalGeneration } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../inference/openSession.ts';
import { readWav } from '../__fixtures__/readWav.ts';
import { createRecognizer, type OpenRecognizer } from '../createRecognizer.ts';
import { DEFAULT_RECOGNIZER_OPTIONS } from '../recognizer.ts';

/** The same model and audio through an implementation that no one here wrote. */
const MODEL_FOLDER = join(import.meta.dirname, '../../../assets/models/earshot-starter');
const CLIPS = join(import.meta.dirname, '../__fixtures__/clips');
const MAX_NEW_TOKENS = 100;
/** `<|0.00|>` in the starter model's vocabulary. */
const FIRST_TIMESTAMP = 1009;

const clips = readdirSync(CLIPS)
  .filter((name) => name.endsWith('.wav'))
  .sort();
const silence = new Float32Array(8000);
const waves = clips.map((name) => ({ name, samples: readWav(join(CLIPS, name)) }));
/** Several sentences in one chunk, so that a chunk has several segments. */
const joined = [0, 4, 8].map((first) => ({
  name: `clips ${first} to ${first + 3} in a row`,
  samples: concat(waves.slice(first, first + 4).flatMap(({ samples }) => [samples, silence])),
}));
const audio = [...waves, ...joined];

let generate: (samples: Float32Array, timestamps: boolean) => Promise<number[]>;
const recognizers = new Map<string, OpenRecognizer>();
let prepared = '';

beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'earshot-parity-'));
  const options = {
    modelFolder: MODEL_FOLDER,
    dtype: 'fp32',
    device: 'cpu',
    threads: 1,
    openSession,
  } as const;
  const preparation = { folder: prepared, openSession, minSourceBytes: 0 };
  recognizers.set('exported', await createRecognizer(options));
  recognizers.set('prepared', await createRecognizer({ ...options, preparation }));
  // It fell back to the exported graphs if there is nothing there.
  expect(readdirSync(prepared, { recursive: true }).map((path) => basename(String(path)))).toContain(
    'decoder.onnx',
  );
  generate = await openReference();
});

afterAll(async () => {
  for (const recognizer of recognizers.values()) await recognizer.close();
  rmSync(prepared, { recursive: true });
});

describe.each([
  { form: 'exported', timestamps: true },
  { form: 'exported', timestamps: false },
  { form: 'prepared', timestamps: true },
  { form: 'prepared', timestamps: false },
])('greedy decoding with $form graphs, with timestamps: $timestamps', ({ form, timestamps }) => {
  const recognizeTokens = (chunks: readonly Float32Array[], withTimestamps: boolean) => {
    const recognizer = recognizers.get(form);
    if (recognizer === undefined) throw new Error(`There are no ${form} graphs.`);
    return recognizeWith(recognizer, chunks, withTimestamps);
  };
  const alone: number[][] = [];

  it.each(audio)('gives the tokens of transformers.js for $name', async ({ samples }) => {
    const [tokens = []] = await recognizeTokens([samples], timestamps);
    alone.push(tokens);
    const expected = untilTimeFalls(await generate(samples, timestamps));
    expect(expected.length).toBeGreaterThan(4);
    expect(tokens.slice(0, expected.length)).toEqual(expected);
    expect(untilTimeFalls(tokens)).toEqual(tokens);
  });

  it('gives the same tokens when all clips are decoded together', async () => {
    const samples = audio.map((clip) => clip.samples);
    expect(await recognizeTokens(samples, timestamps)).toEqual(alone);
  });
});

/**
 * transformers.js lacks the rule of openai/whisper that timestamps never decrease (decoding.py, ApplyTimestampRules).
 * Where it breaks that rule, as on one of the joined clips, only what comes before can be compared.
 */
function untilTimeFalls(tokens: readonly number[]): number[] {
  let last = FIRST_TIMESTAMP;
  const end = tokens.findIndex((token) => {
    if (token < FIRST_TIMESTAMP) return false;
    const falls = token < last;
    last = token;
    return falls;
  });
  return end < 0 ? [...tokens] : tokens.slice(0, end);
}

async function recognizeWith(
  recognizer: OpenRecognizer,
  chunks: readonly Float32Array[],
  timestamps: boolean,
): Promise<number[][]> {
  const options = {
    ...DEFAULT_RECOGNIZER_OPTIONS,
    timestamps,
    temperatures: [0],
    maxNewTokens: MAX_NEW_TOKENS,
  };
  const results: number[][] = chunks.map(() => []);
  const input = chunks.map((samples, index) => ({ index, samples }));
  for await (const { index, segments } of recognizer.recognize(
    input,
    options,
    new AbortController().signal,
  )) {
    results[index] = segments.flatMap(({ tokens }) => tokens);
  }
  return results;
}

/** Generated tokens without prompt and end of text. */
async function openReference(): Promise<typeof generate> {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(MODEL_FOLDER);
  const processor = await AutoProcessor.from_pretrained('earshot-starter', {});
  const model = await WhisperForConditionalGeneration.from_pretrained('earshot-starter', { dtype: 'fp32' });
  const { eos_token_id: eot } = model.config as unknown as { eos_token_id: number };
  return async (samples, timestamps) => {
    const features = (await processor(samples)) as { input_features: Tensor };
    const output = (await model.generate({
      inputs: features.input_features,
      return_timestamps: timestamps,
      max_new_tokens: MAX_NEW_TOKENS,
      language: 'en',
      task: 'transcribe',
    })) as Tensor;
    const promptLength = timestamps ? 3 : 4;
    const tokens = (output.tolist() as bigint[][])[0]?.map(Number) ?? [];
    return tokens.slice(promptLength).filter((token) => token !== eot);
  };
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
