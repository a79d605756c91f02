/**
 * Compares exported fp32 graphs with what PyTorch computed (writeParity.py): the encoder's output within 1e-3, and the
 * greedy tokens one by one through the merged decoder, its first call without the cache and the others with it.
 *
 * `node scripts/starter-model/checkParity.ts MODEL_FOLDER PARITY_FOLDER`; exits with 1 when they differ.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openSession } from '../../worker/inference/openSession.ts';
import type { Session, Tensor } from '../../worker/inference/session.ts';

/** fp32 sums in another order; seen: 1e-5. */
const ENCODER_TOLERANCE = 1e-3;

/** Where writeParity.py stops a transcript that does not end. */
const LONGEST_TRANSCRIPT = 60;

const paritySchema = z.object({
  prompt: z.array(z.number()),
  tokens: z.array(z.number()),
  endOfText: z.number(),
});
const configSchema = z.object({
  d_model: z.number(),
  decoder_layers: z.number(),
  decoder_attention_heads: z.number(),
  num_mel_bins: z.number(),
  max_source_positions: z.number(),
});
type ModelConfig = z.infer<typeof configSchema>;

async function readFloats(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}.`);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

function outputOf(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new Error(`There is no output ${name}.`);
  return tensor;
}

function cacheNames(config: ModelConfig): readonly string[] {
  return Array.from({ length: config.decoder_layers }, (_, layer) =>
    ['decoder', 'encoder'].flatMap((kind) => ['key', 'value'].map((part) => `${layer}.${kind}.${part}`)),
  ).flat();
}

function emptyCache(config: ModelConfig): ReadonlyMap<string, Tensor> {
  const heads = config.decoder_attention_heads;
  const dims = [1, heads, 0, config.d_model / heads];
  return new Map(
    cacheNames(config).map((name) => [name, { type: 'float32', dims, data: new Float32Array(0) } as const]),
  );
}

/** Index of the largest logit of the last token. */
function lastBest(logits: Tensor): number {
  const vocabulary = logits.dims.at(-1) ?? 0;
  const values = (logits.data as Float32Array).subarray(-vocabulary);
  return values.indexOf(Math.max(...values));
}

interface GreedyOptions {
  readonly decoder: Session;
  readonly encoded: Tensor;
  readonly config: ModelConfig;
  readonly prompt: readonly number[];
  readonly endOfText: number;
  readonly maxTokens: number;
}

async function decodeGreedily(options: GreedyOptions): Promise<readonly number[]> {
  const { decoder, encoded, config, prompt, endOfText, maxTokens } = options;
  let cache = emptyCache(config);
  let input = prompt;
  const tokens: number[] = [];
  while (tokens.length < maxTokens) {
    const hasCache = tokens.length > 0;
    const outputs = await decoder.run({
      input_ids: { type: 'int64', dims: [1, input.length], data: BigInt64Array.from(input, BigInt) },
      encoder_hidden_states: encoded,
      use_cache_branch: { type: 'bool', dims: [1], data: Uint8Array.of(hasCache ? 1 : 0) },
      ...Object.fromEntries([...cache].map(([name, tensor]) => [`past_key_values.${name}`, tensor])),
    });
    const token = lastBest(outputOf(outputs, 'logits'));
    if (token === endOfText) break;
    tokens.push(token);
    input = [token];
    cache = new Map([...cache.keys()].map((name) => [name, outputOf(outputs, `present.${name}`)]));
  }
  return tokens;
}

async function main(modelFolder: string, parityFolder: string): Promise<boolean> {
  const config = configSchema.parse(JSON.parse(await readFile(join(modelFolder, 'config.json'), 'utf8')));
  const parity = paritySchema.parse(JSON.parse(await readFile(join(parityFolder, 'parity.json'), 'utf8')));
  const options = { device: 'cpu', threads: 1 } as const;
  const encoder = await openSession(join(modelFolder, 'onnx/encoder_model.onnx'), options);
  const decoder = await openSession(join(modelFolder, 'onnx/decoder_model_merged.onnx'), options);
  const features: Tensor = {
    type: 'float32',
    dims: [1, config.num_mel_bins, 2 * config.max_source_positions],
    data: await readFloats(join(parityFolder, 'features.f32')),
  };
  const encoded = outputOf(await encoder.run({ input_features: features }), 'last_hidden_state');
  const expected = await readFloats(join(parityFolder, 'encoded.f32'));
  const difference = largestDifference(encoded.data as Float32Array, expected);
  console.log(`Encoder: largest difference ${difference.toExponential(1)}`);

  // One more than PyTorch found, so that an end that does not come is seen.
  const maxTokens = parity.tokens.length + 1;
  const tokens = await decodeGreedily({ ...parity, decoder, encoded, config, maxTokens });
  const wanted = parity.tokens.join(' ');
  const sameTokens = tokens.slice(0, LONGEST_TRANSCRIPT).join(' ') === wanted;
  console.log(
    `Decoder: ${sameTokens ? `the same ${parity.tokens.length} tokens` : `${tokens.join(' ')}, not ${wanted}`}`,
  );
  await Promise.all([encoder.release(), decoder.release()]);
  return difference <= ENCODER_TOLERANCE && sameTokens;
}

const [modelFolder, parityFolder] = parseArgs({ allowPositionals: true }).positionals;
if (modelFolder === undefined || parityFolder === undefined) {
  console.error('Usage: checkParity.ts MODEL_FOLDER PARITY_FOLDER');
  process.exitCode = 2;
} else if (!(await main(modelFolder, parityFolder))) {
  process.exitCode = 1;
}
