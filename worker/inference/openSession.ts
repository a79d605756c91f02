import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import './noTelemetry.ts';
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import type { Session, SessionOptions, Tensor, TensorData, TensorMetadata, TensorType } from './session.ts';

// Every failure is thrown as well; without this the runtime also prints it to stderr, over progress bars and logs.
env.logLevel = 'fatal';

/**
 * How long a thread without work waits for more before it sleeps. A decoder step is hundreds of operators of a few
 * microseconds: threads that sleep at once make it a quarter slower (20 to 15 ms for 8 lanes of Whisper base on two
 * cores), and those that wait a millisecond, the runtime's own choice, take the processor from other programs.
 */
const SPINNING = { allow_spinning: '1', spin_duration_us: '30', spin_backoff_max: '8' } as const;

/** On a processor it takes six times as long as the addition and the norm that it joins (1.9 and 0.3 ms, Whisper base). */
const SLOWER_ON_CPU = { disable_specified_optimizers: 'SkipLayerNormFusion' } as const;

/**
 * Loads the ONNX graph at `path` on one execution provider. The graph goes in by path, never as bytes: bytes stay in
 * memory beside the session (73 to 194 MB more for Whisper base, measured).
 *
 * Who owns tensor data: feeds are read in place, so their arrays must not be written, transferred or backed by a
 * SharedArrayBuffer until `run` settles. Outputs are fresh arrays that belong to the caller, who may keep, change or
 * transfer them.
 *
 * Options: optimisation `all` is about 6 % faster than `basic`; no memory pattern takes 12 % less memory where shapes
 * change at each step (both measured with Whisper base on two cores).
 *
 * Throws `model-missing` (no such file, nor its external data), `permission-denied`, `model-incompatible` (not a graph
 * this runtime can run), `out-of-memory`, and `inference-failed` when a provider other than `cpu` cannot take it. `run`
 * rejects with `inference-failed` or `out-of-memory`.
 */
export async function openSession(path: string, options: SessionOptions): Promise<Session> {
  await requireFile(path);
  const { device } = options;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(path, {
      executionProviders: [device],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      enableMemPattern: false,
      enableCpuMemArena: options.keepsMemory ?? true,
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      ...writingOptions(options),
      extra: {
        session: { intra_op: SPINNING, ...writtenWeights(options) },
        ...(device === 'cpu' ? { optimization: SLOWER_ON_CPU } : {}),
      },
    });
  } catch (error) {
    throw creationError(error, path, device);
  }
  try {
    const inputs = session.inputMetadata.map((metadata) => describe(metadata, path));
    const outputs = session.outputMetadata.map((metadata) => describe(metadata, path));
    return wrapSession(session, device, inputs, outputs, path);
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Level `all` would write layouts of this processor (NCHWc), which others do not run. */
function writingOptions({ writeOptimizedTo }: SessionOptions): InferenceSession.SessionOptions {
  if (writeOptimizedTo === undefined) return {};
  return {
    graphOptimizationLevel: 'extended',
    optimizedModelFilePath: writeOptimizedTo,
  };
}

function writtenWeights({ writeOptimizedTo }: SessionOptions): Record<string, string> {
  if (writeOptimizedTo === undefined) return {};
  return {
    optimized_model_external_initializers_file_name: `${basename(writeOptimizedTo)}_data`,
    optimized_model_external_initializers_min_size_in_bytes: '1024',
  };
}

function wrapSession(
  session: InferenceSession,
  device: string,
  inputs: readonly TensorMetadata[],
  outputs: readonly TensorMetadata[],
  path: string,
): Session {
  let released = false;
  return {
    device,
    inputs,
    outputs,
    async run(feeds, fetches) {
      try {
        const ortFeeds: Record<string, OrtTensor> = {};
        for (const [name, tensor] of Object.entries(feeds)) ortFeeds[name] = toOrtTensor(tensor);
        const results = await (fetches === undefined
          ? session.run(ortFeeds)
          : session.run(ortFeeds, fetches));
        const tensors: Record<string, Tensor> = {};
        for (const [name, value] of Object.entries(results)) tensors[name] = toTensor(value);
        return tensors;
      } catch (error) {
        throw new AppError(isOutOfMemory(error) ? 'out-of-memory' : 'inference-failed', messageOf(error), {
          cause: error,
          details: { path, device },
        });
      }
    },
    async release() {
      if (released) return;
      released = true;
      await session.release();
    },
  };
}

async function requireFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    const known = toFileError(error, path);
    if (known instanceof AppError) throw known;
    throw new AppError('model-missing', `There is no model file at ${path}.`, {
      cause: error,
      details: { path },
    });
  });
  if (!stats.isFile()) {
    throw new AppError('model-missing', `${path} is not a file.`, { details: { path } });
  }
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw toFileError(error, path);
  });
}

/** ONNX Runtime has no error codes in JavaScript; these are words of its messages (1.30). */
function creationError(error: unknown, path: string, device: string): AppError {
  const message = messageOf(error);
  const options = { cause: error, details: { path, device } };
  if (isOutOfMemory(error)) return new AppError('out-of-memory', message, options);
  if (/external data/i.test(message) && /(not exist|no such file|cannot find)/i.test(message)) {
    return new AppError('model-missing', message, options);
  }
  return new AppError(device === 'cpu' ? 'model-incompatible' : 'inference-failed', message, options);
}

function isOutOfMemory(error: unknown): boolean {
  return /bad_alloc|failed to allocate|out[ _-]?of[ _-]?(device[ _-]?|host[ _-]?)?memory/i.test(
    messageOf(error),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(metadata: InferenceSession.ValueMetadata, path: string): TensorMetadata {
  if (!metadata.isTensor || !isTensorType(metadata.type)) {
    throw new AppError('model-incompatible', `${metadata.name} is not a tensor of a supported type.`, {
      details: { path, name: metadata.name },
    });
  }
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

/**
 * `new Tensor('float16', ...)` turns raw bits into a Float16Array where the language has one, whose length the binding
 * (1.30, Node-API 6) takes for 0. A record with the fields that the binding reads keeps the bits as they are.
 */
function toOrtTensor({ type, data, dims }: Tensor): OrtTensor {
  if (type !== 'float16') return new OrtTensor(type, data, dims);
  return { type, data, dims, location: 'cpu' } as unknown as OrtTensor;
}

/** float16 arrives as a Float16Array where the language has one; its bits are viewed, not converted. */
function toTensor(value: OrtTensor): Tensor {
  const { type, data, dims } = value;
  if (!isTensorType(type) || Array.isArray(data))
    throw new Error(`An output has the unsupported type ${type}.`);
  const raw = type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return { type, dims, data: raw as TensorData };
}

const TENSOR_TYPES: ReadonlySet<string> = new Set<TensorType>([
  'float32',
  'float16',
  'int64',
  'int32',
  'bool',
  'uint8',
  'int8',
]);

function isTensorType(type: string): type is TensorType {
  return TENSOR_TYPES.has(type);
}
