import { type AbortSignalLike, throwIfAborted } from '../../contract/index.ts';
import type { Session, SessionOptions, Tensor } from '../../inference/session.ts';
import { incompatibleGraph, isFloat, readDecoderGraph } from './decoderGraph.ts';
import type {
  DecoderOutput,
  DecoderRunner,
  PromptRequest,
  StartedChunk,
  StepRequest,
} from './decoderRunner.ts';
import { createExportedDecoder } from './exportedDecoder.ts';
import { toFloatType } from './float16.ts';
import type { WhisperConfig } from './modelConfig.ts';
import type { DecoderFiles, WhisperFiles } from './modelFiles.ts';
import { createLogMel } from './logMel.ts';
import { discardTensors } from './discardTensors.ts';
import { padSamples } from './prepare/addLogMel.ts';
import { createPreparedDecoder } from './preparedDecoder.ts';
import { requireOutput } from './requireOutput.ts';

export type OpenSession = (path: string, options: SessionOptions) => Promise<Session>;

/** The encoder and decoder of one model. Every method rejects with an AbortError if `signal` is aborted when called. */
export interface WhisperModel {
  readonly config: WhisperConfig;
  readonly dtype: string;
  /** Execution provider of the sessions. */
  readonly device: string;
  readonly hasCrossAttentions: boolean;
  /** Mono samples of one window at the model's rate, cut or padded to it -> encoder states [1, positions, dModel]. */
  encode(samples: Float32Array, signal: AbortSignalLike): Promise<Tensor>;
  /** Takes in the encoder states of a chunk whose prompt is `tokens`. */
  start(
    states: Tensor,
    tokens: readonly number[],
    attentionLayers: readonly number[],
    signal: AbortSignalLike,
  ): Promise<StartedChunk>;
  /** Runs the prompts of several chunks, a lane each, with all logits. */
  prompt(request: PromptRequest, signal: AbortSignalLike): Promise<DecoderOutput>;
  /** Runs one token of each of several lanes, all at the same position: the graphs take no attention mask. */
  step(request: StepRequest, signal: AbortSignalLike): Promise<DecoderOutput>;
  close(): Promise<void>;
}

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
  const open = async (path: string, keepsMemory = true): Promise<Session> => {
    const session = await openSession(path, { ...options, keepsMemory });
    opened.push(session);
    return session;
  };
  const close = async (): Promise<void> => {
    for (const session of opened) await session.release();
  };
  try {
    const session = await open(files.encoder);
    const encoder =
      files.decoder.kind === 'prepared'
        ? createPreparedEncoder(session, config)
        : createExportedEncoder(session, files.encoder, config);
    const decoder = await openDecoder(files.decoder, config, open);
    return createModel(files.dtype, session.device, config, encoder, decoder, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDecoder(
  files: DecoderFiles,
  config: WhisperConfig,
  open: (path: string, keepsMemory?: boolean) => Promise<Session>,
): Promise<DecoderRunner> {
  if (files.kind === 'prepared') {
    // Runs once for each chunk.
    const cross = await open(files.crossPath, false);
    return createPreparedDecoder(cross, await open(files.path), config);
  }
  if (files.kind === 'merged') {
    const graph = readDecoderGraph(await open(files.path), files.path, 'merged', config);
    return createExportedDecoder(graph, graph, config);
  }
  const { promptPath, stepPath } = files;
  const prompt = readDecoderGraph(await open(promptPath), promptPath, 'prompt', config);
  const step = readDecoderGraph(await open(stepPath), stepPath, 'step', config);
  return createExportedDecoder(prompt, step, config);
}

type Encoder = (samples: Float32Array) => Promise<Tensor>;

function createPreparedEncoder(session: Session, config: WhisperConfig): Encoder {
  return async (samples) => {
    const data = padSamples(samples, config);
    const dims = [1, data.length / config.hopLength, config.hopLength];
    const states = await runEncoder(session, 'samples', { type: 'float32', dims, data });
    discardTensors([{ data }]);
    return states;
  };
}

function createExportedEncoder(session: Session, path: string, config: WhisperConfig): Encoder {
  const type = readFeaturesType(session, path, config);
  const logMel = createLogMel(config);
  const dims = [1, config.melBins, config.maxSourcePositions * 2];
  return async (samples) => {
    const data = logMel(samples);
    const states = await runEncoder(
      session,
      'input_features',
      toFloatType({ type: 'float32', dims, data }, type),
    );
    discardTensors([{ data }]);
    return states;
  };
}

async function runEncoder(session: Session, name: string, input: Tensor): Promise<Tensor> {
  const outputs = await session.run({ [name]: input }, ['last_hidden_state']);
  return requireOutput(outputs, 'last_hidden_state');
}

function readFeaturesType(session: Session, path: string, config: WhisperConfig): 'float32' | 'float16' {
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
  return input.type;
}

function createModel(
  dtype: string,
  device: string,
  config: WhisperConfig,
  encoder: Encoder,
  decoder: DecoderRunner,
  close: () => Promise<void>,
): WhisperModel {
  return {
    config,
    dtype,
    device,
    hasCrossAttentions: decoder.hasCrossAttentions,
    close,
    async encode(samples, signal) {
      throwIfAborted(signal);
      return encoder(samples);
    },
    async start(states, tokens, attentionLayers, signal) {
      throwIfAborted(signal);
      return decoder.start(states, tokens, attentionLayers);
    },
    async prompt(request, signal) {
      throwIfAborted(signal);
      return decoder.prompt(request);
    },
    async step(request, signal) {
      throwIfAborted(signal);
      return decoder.step(request);
    },
  };
}
