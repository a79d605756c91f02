import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AbortSignalLike, isAbortError, throwIfAborted } from '../../../contract/index.ts';
import type { SessionOptions } from '../../../inference/session.ts';
import { readOnnxModel } from '../../../inference/onnx/onnxModel.ts';
import { writeOnnxModel } from '../../../inference/onnx/writeOnnxModel.ts';
import { weightFileBytes } from '../../../inference/weightFileBytes.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import type { DecoderFiles, PreparedDecoderFiles, WhisperFiles } from '../modelFiles.ts';
import { openWhisperModel, type OpenSession } from '../whisperModel.ts';
import { describeDifference, recordLogits } from './compareModels.ts';
import { optimizeGraph } from './optimizeGraph.ts';
import { makePrepared, preparedKey, readPrepared } from './preparedFolder.ts';
import { rewriteDecoder } from './rewriteDecoder.ts';
import { rewriteEncoder } from './rewriteEncoder.ts';
import { tidyPrepared } from './tidyPrepared.ts';

export interface Preparation {
  /** Where prepared models are kept; created if absent. */
  readonly folder: string;
  /** For the runs that compare; their weights do not stay. */
  readonly openSession: OpenSession;
  /** Models with fewer bytes of weights are run as they were exported: they gain less than preparing takes. */
  readonly minSourceBytes: number;
  /** Called when a model is about to be prepared, which takes seconds and happens once. */
  readonly onPreparing?: () => void;
  readonly signal?: AbortSignalLike;
}

export interface PreparedWhisperFiles extends WhisperFiles {
  readonly decoder: PreparedDecoderFiles;
  /** Holds the files and nothing else. */
  readonly preparedFolder: string;
}

/**
 * Changes whenever the same export would be written in another form, so that what older programs wrote is not used. The
 * version of the runtime is a part of it: the graphs are as that one optimises them.
 */
export const RECIPE = 'whisper-8, onnxruntime 1.30.0';
/** Reading, writing and comparing would take long, and disk space of the same size: our choice. */
const MAX_SOURCE_BYTES = 2 ** 30;
/** Oldest versions that have all operators in the form they are written in. */
const MIN_OPSET = 13;
const MIN_IR_VERSION = 4n;

const NEVER = new AbortController().signal;

const ENCODER = 'encoder.onnx';
const CROSS = 'cross.onnx';
const DECODER = 'decoder.onnx';

/**
 * The files of an exported model in the form that this program runs best, made when they are first asked for: what they
 * are is described in docs/decisions/0006-graph-rewrite.md. A form is kept only if it says what the export says, to
 * within the noise of quantisation. Returns null where the model is to be run as it was exported: an unknown layout, a
 * very large model, no room on the disk. Throws an AbortError and nothing else.
 */
export async function prepareWhisper(
  files: WhisperFiles,
  config: WhisperConfig,
  options: SessionOptions,
  { folder, openSession, minSourceBytes, onPreparing, signal = NEVER }: Preparation,
): Promise<PreparedWhisperFiles | null> {
  try {
    const sources = [files.encoder, ...decoderPaths(files.decoder)];
    const key = await preparedKey(sources, JSON.stringify([RECIPE, shapeOf(config)]));
    const preparedFolder = join(folder, key);
    const decoder = {
      kind: 'prepared',
      crossPath: join(preparedFolder, CROSS),
      path: join(preparedFolder, DECODER),
    } as const;
    const prepared = { ...files, encoder: join(preparedFolder, ENCODER), decoder, preparedFolder };
    await tidyPrepared(folder, key, sources);
    const known = await readPrepared(preparedFolder);
    if (known !== null) return 'files' in known ? prepared : null;
    const sizes = await Promise.all(sources.map(weightFileBytes));
    const sourceBytes = sizes.reduce((total, size) => total + size, 0);
    if (sourceBytes < minSourceBytes || sourceBytes > MAX_SOURCE_BYTES) return null;
    const made = await makePrepared(folder, key, sources, async (unfinished) => {
      onPreparing?.();
      const refused = await writePrepared(files, config, options, openSession, unfinished, signal);
      return refused ?? (await compare(files, config, options, openSession, unfinished, signal));
    });
    return made !== null && 'files' in made ? prepared : null;
  } catch (error) {
    if (isAbortError(error)) throw error;
    return null;
  }
}

/** Takes away a prepared model that does not open, so that it is made again the next time. */
export async function discardPrepared({ preparedFolder }: PreparedWhisperFiles): Promise<void> {
  await rm(preparedFolder, { recursive: true, force: true }).catch(() => undefined);
}

function decoderPaths(decoder: DecoderFiles): readonly string[] {
  return decoder.kind === 'split' ? [decoder.promptPath, decoder.stepPath] : [decoder.path];
}

/** What of a configuration goes into the graphs. */
function shapeOf(config: WhisperConfig): readonly number[] {
  const { dModel, encoderLayers, decoderLayers, encoderHeads, decoderHeads } = config;
  const { vocabSize, eot, maxSourcePositions, maxTargetPositions } = config;
  const { melBins, nFft, hopLength, sampleRate } = config;
  const layers = [dModel, encoderLayers, decoderLayers, encoderHeads, decoderHeads];
  const tokens = [vocabSize, eot, maxSourcePositions, maxTargetPositions];
  return [...layers, ...tokens, melBins, nFft, hopLength, sampleRate];
}

/** Returns why a model is refused, or null. */
async function writePrepared(
  files: WhisperFiles,
  config: WhisperConfig,
  options: SessionOptions,
  openSession: OpenSession,
  folder: string,
  signal: AbortSignalLike,
): Promise<string | null> {
  const rewritten = join(folder, 'rewritten');
  await mkdir(rewritten);
  try {
    const refused = await rewrite(files, config, rewritten, signal);
    if (refused !== null) return refused;
    for (const name of [ENCODER, CROSS, DECODER]) {
      throwIfAborted(signal);
      await optimizeGraph(join(rewritten, name), join(folder, name), openSession, options);
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  } finally {
    await rm(rewritten, { recursive: true });
  }
}

/** Returns why a model is refused, or null. Throws a RangeError for a graph that is not read. */
async function rewrite(
  files: WhisperFiles,
  config: WhisperConfig,
  folder: string,
  signal: AbortSignalLike,
): Promise<string | null> {
  throwIfAborted(signal);
  const [decoderPath = ''] = decoderPaths(files.decoder);
  const encoder = rewriteEncoder(await readSource(files.encoder), dirname(files.encoder), config);
  if (encoder === null) return 'The encoder has an unknown layout.';
  await writeOnnxModel(join(folder, ENCODER), encoder);
  throwIfAborted(signal);
  const decoder = rewriteDecoder(await readSource(decoderPath), dirname(decoderPath), config);
  if (decoder === null) return 'The decoder has an unknown layout.';
  throwIfAborted(signal);
  await writeOnnxModel(join(folder, CROSS), decoder.cross);
  await writeOnnxModel(join(folder, DECODER), decoder.decoder);
  return null;
}

async function readSource(path: string) {
  const model = readOnnxModel(await readFile(path));
  const opset = model.opsets.get('') ?? 0;
  if (opset < MIN_OPSET || model.irVersion < MIN_IR_VERSION) {
    throw new RangeError(`The graph is of the old version ${opset}.`);
  }
  return model;
}

/** An error of the export's own is for its user to see; one of what was made of it is a reason to refuse that. */
async function compare(
  files: WhisperFiles,
  config: WhisperConfig,
  options: SessionOptions,
  openSession: OpenSession,
  folder: string,
  signal: AbortSignalLike,
): Promise<string | null> {
  const exported = await runOnce(files);
  try {
    const decoder = {
      kind: 'prepared',
      crossPath: join(folder, CROSS),
      path: join(folder, DECODER),
    } as const;
    return describeDifference(exported, await runOnce({ ...files, encoder: join(folder, ENCODER), decoder }));
  } catch (error) {
    if (isAbortError(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }

  async function runOnce(compared: WhisperFiles): Promise<readonly Float32Array[]> {
    throwIfAborted(signal);
    const model = await openWhisperModel(compared, config, openSession, options);
    try {
      return await recordLogits(model, signal);
    } finally {
      await model.close();
    }
  }
}
