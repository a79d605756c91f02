import { AppError } from '../../contract/index.ts';
import type { Session, Tensor, TensorMetadata } from '../../inference/session.ts';
import { toFloatType } from './float16.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';

/** Part a decoder graph plays: `merged` takes prompts and steps, of split decoders each takes one of them. */
export type DecoderRole = 'merged' | 'prompt' | 'step';

/** A decoder graph and what its inputs and outputs are called; the names are those of Optimum's exports. */
export interface DecoderGraph {
  readonly session: Session;
  /** `encoder_hidden_states`, if the graph takes it. */
  readonly states: TensorMetadata | null;
  /** `past_key_values.*` by place in the cache. */
  readonly past: ReadonlyMap<string, TensorMetadata>;
  /** Names of the outputs `present.*` by place in the cache. */
  readonly present: ReadonlyMap<string, string>;
  /** Names of the outputs `cross_attentions.*` by layer; empty when the graph has none. */
  readonly attentions: ReadonlyMap<number, string>;
  /** `use_cache_branch`: which half of a merged graph runs. */
  readonly hasSwitch: boolean;
  /** `cache_position`, of newer exports: positions of the tokens fed. */
  readonly hasPositions: boolean;
}

const CACHE_PLACE = /^(?:past_key_values|present)\.(\d+\.(?:decoder|encoder)\.(?:key|value))$/;
const ATTENTION_LAYER = /^cross_attentions\.(\d+)$/;

/**
 * Reads a decoder's inputs and outputs. Throws `model-incompatible` naming the file and the input or output that is
 * missing, unknown or of another size than the configuration says.
 */
export function readDecoderGraph(
  session: Session,
  path: string,
  role: DecoderRole,
  config: WhisperConfig,
): DecoderGraph {
  const inputs = new Map(session.inputs.map((input) => [input.name, input]));
  const outputs = new Map(session.outputs.map((output) => [output.name, output]));
  const fail = (name: string, problem: string): AppError => incompatibleGraph(path, name, problem);

  const past = new Map<string, TensorMetadata>();
  for (const input of session.inputs) {
    const place = CACHE_PLACE.exec(input.name)?.[1];
    if (place !== undefined) past.set(place, input);
    else if (!KNOWN_INPUTS.has(input.name)) throw fail(input.name, 'is not an input this program knows');
  }
  const present = new Map<string, string>();
  const attentions = new Map<number, string>();
  for (const { name } of session.outputs) {
    const place = CACHE_PLACE.exec(name)?.[1];
    const layer = ATTENTION_LAYER.exec(name)?.[1];
    if (place !== undefined) present.set(place, name);
    else if (layer !== undefined) attentions.set(Number(layer), name);
  }

  const needsStates = role !== 'step';
  if (!inputs.has('input_ids')) throw fail('input_ids', 'is missing');
  if (needsStates && !inputs.has('encoder_hidden_states')) throw fail('encoder_hidden_states', 'is missing');
  const logits = outputs.get('logits');
  if (logits === undefined) throw fail('logits', 'is missing');
  const tokens = logits.shape.at(-1);
  if (typeof tokens === 'number' && tokens < config.vocabSize) {
    throw fail('logits', `has ${tokens} tokens, config.json says ${config.vocabSize}`);
  }
  for (const place of cachePlaces(config)) {
    const input = past.get(place);
    if (role !== 'prompt') checkPast(input, place, config, fail);
    if (present.has(place)) continue;
    if (role !== 'step' || place.includes('.decoder.')) throw fail(`present.${place}`, 'is missing');
  }
  if (role !== 'prompt' && past.size !== config.decoderLayers * 4) {
    throw fail('past_key_values', `holds ${past.size / 4} layers, config.json says ${config.decoderLayers}`);
  }
  return {
    session,
    states: inputs.get('encoder_hidden_states') ?? null,
    past,
    present,
    attentions,
    hasSwitch: inputs.has('use_cache_branch'),
    hasPositions: inputs.has('cache_position'),
  };
}

const KNOWN_INPUTS: ReadonlySet<string> = new Set([
  'input_ids',
  'encoder_hidden_states',
  'use_cache_branch',
  'cache_position',
]);

function checkPast(
  input: TensorMetadata | undefined,
  place: string,
  config: WhisperConfig,
  fail: (name: string, problem: string) => AppError,
): void {
  const name = `past_key_values.${place}`;
  if (input === undefined) throw fail(name, 'is missing');
  if (!isFloat(input.type)) throw fail(name, `is ${input.type}`);
  const headSize = config.dModel / config.decoderHeads;
  const [, heads, , size] = input.shape;
  if (typeof heads === 'number' && heads !== config.decoderHeads) {
    throw fail(name, `has ${heads} heads, config.json says ${config.decoderHeads}`);
  }
  if (typeof size === 'number' && size !== headSize) {
    throw fail(name, `has heads of ${size}, config.json says ${headSize}`);
  }
}

export function incompatibleGraph(path: string, name: string, problem: string): AppError {
  return new AppError('model-incompatible', `${path}: ${name} ${problem}.`, {
    details: { file: path, name, problem },
  });
}

/** All places of a cache of this model, such as `0.decoder.key`. */
export function cachePlaces({ decoderLayers }: Pick<WhisperConfig, 'decoderLayers'>): string[] {
  return Array.from({ length: decoderLayers }, (_, layer) =>
    ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'].map((part) => `${layer}.${part}`),
  ).flat();
}

export interface DecoderCall {
  /** Row by row, the same number for each lane. */
  readonly tokens: ArrayLike<number>;
  readonly lanes: number;
  /** Positions already in the cache. */
  readonly position: number;
  /** Encoder states of the lanes; null where the graph does not look at them. */
  readonly states: Tensor | null;
  /** Null for a prompt. */
  readonly cache: CacheTensors | null;
}

/** The tensors of one run, with empty ones where the graph wants an input that has no content. */
export function createDecoderFeeds(
  graph: DecoderGraph,
  call: DecoderCall,
  config: WhisperConfig,
): Record<string, Tensor> {
  const { lanes, tokens, cache } = call;
  const length = tokens.length / lanes;
  const feeds: Record<string, Tensor> = {
    input_ids: { type: 'int64', dims: [lanes, length], data: BigInt64Array.from(tokens, BigInt) },
  };
  if (graph.states !== null) {
    const { type } = graph.states;
    feeds['encoder_hidden_states'] =
      call.states === null
        ? unreadStates(graph.states, lanes, config)
        : toFloatType(call.states, type === 'float16' ? type : 'float32');
  }
  if (graph.hasSwitch) {
    feeds['use_cache_branch'] = { type: 'bool', dims: [1], data: Uint8Array.of(cache === null ? 0 : 1) };
  }
  if (graph.hasPositions) {
    const positions = BigInt64Array.from({ length }, (_, i) => BigInt(call.position + i));
    feeds['cache_position'] = { type: 'int64', dims: [length], data: positions };
  }
  for (const [place, { name, type }] of graph.past) {
    feeds[name] = cache?.[place] ?? emptyPast(type, lanes, config);
  }
  return feeds;
}

/** A step of a merged graph takes encoder states and does not read them; one position is enough where any is allowed. */
function unreadStates(states: TensorMetadata, lanes: number, { dModel }: WhisperConfig): Tensor {
  const positions = states.shape[1];
  const dims = [lanes, typeof positions === 'number' ? positions : 1, dModel];
  return zeros(states.type, dims);
}

function emptyPast(type: Tensor['type'], lanes: number, { decoderHeads, dModel }: WhisperConfig): Tensor {
  return zeros(type, [lanes, decoderHeads, 0, dModel / decoderHeads]);
}

function zeros(type: Tensor['type'], dims: readonly number[]): Tensor {
  const length = dims.reduce((size, dim) => size * dim, 1);
  return { type, dims, data: type === 'float16' ? new Uint16Array(length) : new Float32Array(length) };
}

export function isFloat(type: Tensor['type']): type is 'float32' | 'float16' {
  return type === 'float32' || type === 'float16';
}
