import { type AbortSignalLike, AppError, createAbortError } from '../../contract/index.ts';
import type { Session, SessionOptions, Tensor } from '../../inference/session.ts';
import {
  createDecoderFeeds,
  incompatibleGraph,
  isFloat,
  readDecoderGraph,
  type DecoderCall,
  type DecoderGraph,
} from './decoderGraph.ts';
import { toFloat32, toFloatType } from './float16.ts';
import type { CacheTensors } from './kvCache.ts';
import type { WhisperConfig } from './modelConfig.ts';
import type { WhisperFiles } from './modelFiles.ts';

export type OpenSession = (path: string, options: SessionOptions) => Promise<Session>;

export interface DecoderOutput {
  /** [lanes, positions, vocabStride]; the caller's to change. All arrays here are the caller's to discard. */
  readonly logits: Float32Array;
  /** At least the vocabulary's size. */
  readonly vocabStride: number;
  /** Self-attention keys and values of all positions so far. */
  readonly selfCache: CacheTensors;
  /** Layer -> cross-attention [lanes, heads, positions, encoder positions], for the layers asked for. */
  readonly attentions: ReadonlyMap<number, Float32Array>;
}

export interface PromptOutput extends DecoderOutput {
  /** What the steps that follow need of the chunk; one lane. Shares no array with the encoder states. */
  readonly crossCache: CacheTensors;
}

export interface StepRequest {
  /** One token for each lane. */
  readonly tokens: ArrayLike<number>;
  /** Positions already in `selfCache`. */
  readonly position: number;
  readonly selfCache: CacheTensors;
  readonly crossCache: CacheTensors;
  readonly attentionLayers: readonly number[];
}

/** The encoder and decoder of one model. Every method rejects with an AbortError if `signal` is aborted when called. */
export interface WhisperModel {
  readonly config: WhisperConfig;
  readonly dtype: string;
  /** Execution provider of the sessions. */
  readonly device: string;
  readonly hasCrossAttentions: boolean;
  /** Features of one window, [melBins * frames] -> encoder states [1, positions, dModel]. */
  encode(features: Float32Array, signal: AbortSignalLike): Promise<Tensor>;
  /** Runs the prompt of one chunk. */
  prompt(
    states: Tensor,
    tokens: readonly number[],
    attentionLayers: readonly number[],
    signal: AbortSignalLike,
  ): Promise<PromptOutput>;
  /** Runs one token of each of several lanes, all at the same position: the graphs take no attention mask. */
  step(request: StepRequest, signal: AbortSignalLike): Promise<DecoderOutput>;
  close(): Promise<void>;
}

/** Place of the encoder states in the cross cache, for graphs that look at them at every step. */
const STATES_PLACE = 'states';

/**
 * Opens a model's graphs. Layers, heads, types and optional inputs are read from the graphs and checked against the
 * configuration. Throws `model-incompatible` naming the file and the input or output, and what `openSession` throws.
 */
export async function openWhisperModel(
  files: WhisperFiles,
  config: WhisperConfig,
  openSession: OpenSession,
  options: SessionOptions,
): Promise<WhisperModel> {
  const opened: Session[] = [];
  const open = async (path: string): Promise<Session> => {
    const session = await openSession(path, options);
    opened.push(session);
    return session;
  };
  const close = async (): Promise<void> => {
    for (const session of opened) await session.release();
  };
  try {
    const encoder = readEncoder(await open(files.encoder), files.encoder, config);
    const { decoder } = files;
    if (decoder.kind === 'merged') {
      const graph = readDecoderGraph(await open(decoder.path), decoder.path, 'merged', config);
      return createModel(files.dtype, config, encoder, graph, graph, close);
    }
    const { promptPath, stepPath } = decoder;
    const prompt = readDecoderGraph(await open(promptPath), promptPath, 'prompt', config);
    const step = readDecoderGraph(await open(stepPath), stepPath, 'step', config);
    return createModel(files.dtype, config, encoder, prompt, step, close);
  } catch (error) {
    await close();
    throw error;
  }
}

interface Encoder {
  readonly session: Session;
  readonly type: 'float32' | 'float16';
}

function readEncoder(session: Session, path: string, config: WhisperConfig): Encoder {
  const input = session.inputs.find(({ name }) => name === 'input_features');
  if (input === undefined) throw incompatibleGraph(path, 'input_features', 'is missing');
  if (!isFloat(input.type)) throw incompatibleGraph(path, input.name, `is ${input.type}`);
  const unknown = session.inputs.find(({ name }) => name !== input.name);
  if (unknown) throw incompatibleGraph(path, unknown.name, 'is not an input this program knows');
  const melBins = input.shape[1];
  if (typeof melBins === 'number' && melBins !== config.melBins) {
    throw incompatibleGraph(path, input.name, `has ${melBins} mel bins, config.json says ${config.melBins}`);
  }
  const output = session.outputs.find(({ name }) => name === 'last_hidden_state');
  if (output === undefined) throw incompatibleGraph(path, 'last_hidden_state', 'is missing');
  return { session, type: input.type };
}

function createModel(
  dtype: string,
  config: WhisperConfig,
  encoder: Encoder,
  promptGraph: DecoderGraph,
  stepGraph: DecoderGraph,
  close: () => Promise<void>,
): WhisperModel {
  const stepReadsStates = stepGraph.states !== null && !stepGraph.hasSwitch;
  return {
    config,
    dtype,
    device: encoder.session.device,
    hasCrossAttentions: promptGraph.attentions.size > 0 && stepGraph.attentions.size > 0,
    close,
    async encode(features, signal) {
      throwIfAborted(signal);
      const dims = [1, config.melBins, features.length / config.melBins];
      const input = toFloatType({ type: 'float32', dims, data: features }, encoder.type);
      const outputs = await encoder.session.run({ input_features: input }, ['last_hidden_state']);
      return requireOutput(outputs, 'last_hidden_state');
    },
    async prompt(states, tokens, attentionLayers, signal) {
      throwIfAborted(signal);
      const call: DecoderCall = { tokens, lanes: 1, position: 0, states, cache: null };
      const places = [...promptGraph.present.keys()];
      const outputs = await runDecoder(promptGraph, call, config, places, attentionLayers);
      const cross = pickPlaces(promptGraph, outputs, '.encoder.');
      return {
        ...readOutput(promptGraph, outputs, tokens.length, attentionLayers),
        crossCache: stepReadsStates
          ? { ...cross, [STATES_PLACE]: { ...states, data: states.data.slice() } }
          : cross,
      };
    },
    async step({ tokens, position, selfCache, crossCache, attentionLayers }, signal) {
      throwIfAborted(signal);
      const { [STATES_PLACE]: states = null, ...cross } = crossCache;
      const cache = { ...selfCache, ...cross };
      const call: DecoderCall = { tokens, lanes: tokens.length, position, states, cache };
      const places = [...stepGraph.present.keys()].filter((place) => place.includes('.decoder.'));
      const outputs = await runDecoder(stepGraph, call, config, places, attentionLayers);
      return readOutput(stepGraph, outputs, tokens.length, attentionLayers);
    },
  };
}

/** Only the outputs used are fetched: each is copied out of the runtime, and encoder keys and values are large. */
function runDecoder(
  graph: DecoderGraph,
  call: DecoderCall,
  config: WhisperConfig,
  places: readonly string[],
  attentionLayers: readonly number[],
): Promise<Record<string, Tensor>> {
  const fetches = ['logits', ...places.map((place) => graph.present.get(place) ?? place)];
  for (const layer of attentionLayers) {
    const name = graph.attentions.get(layer);
    if (name !== undefined) fetches.push(name);
  }
  return graph.session.run(createDecoderFeeds(graph, call, config), fetches);
}

function readOutput(
  graph: DecoderGraph,
  outputs: Readonly<Record<string, Tensor>>,
  tokenCount: number,
  attentionLayers: readonly number[],
): DecoderOutput {
  const logits = toFloat32(requireOutput(outputs, 'logits'));
  const attentions = new Map<number, Float32Array>();
  for (const layer of attentionLayers) {
    const name = graph.attentions.get(layer);
    if (name !== undefined) attentions.set(layer, toFloat32(requireOutput(outputs, name)));
  }
  return {
    logits,
    vocabStride: logits.length / tokenCount,
    selfCache: pickPlaces(graph, outputs, '.decoder.'),
    attentions,
  };
}

function pickPlaces(
  graph: DecoderGraph,
  outputs: Readonly<Record<string, Tensor>>,
  side: '.decoder.' | '.encoder.',
): CacheTensors {
  const tensors: Record<string, Tensor> = {};
  for (const [place, name] of graph.present) {
    if (place.includes(side)) tensors[place] = requireOutput(outputs, name);
  }
  return tensors;
}

function requireOutput(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const output = outputs[name];
  if (output === undefined) throw new AppError('inference-failed', `The graph did not return ${name}.`);
  return output;
}

function throwIfAborted(signal: AbortSignalLike): void {
  if (signal.aborted) throw createAbortError();
}
