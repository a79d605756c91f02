import { describe, expect, it } from 'vitest';
import {
  type ChunkResult,
  DEFAULT_RECOGNIZER_OPTIONS,
  type Recognizer,
  type RecognizerInfo,
} from '../asr/recognizer.ts';
import { AppError, createAbortError, throwIfAborted } from '../contract/index.ts';
import { createDeviceChooser, type DeviceChoice, type DeviceFailure } from '../inference/deviceChooser.ts';
import { type Device, executionProviders } from '../inference/executionProviders.ts';
import { createSessionPool } from '../inference/sessionPool.ts';
import { hostRecognizer, type PooledRecognizer } from './hostRecognizer.ts';

const NEVER = new AbortController().signal;
const CHUNKS = [0, 1, 2, 3].map((index) => ({ index, samples: new Float32Array(1) }));

interface Scene {
  /** Thrown when a model is loaded on the GPU. */
  readonly loadError?: Error;
  /** Thrown on the GPU in place of the result of this chunk. */
  readonly failingChunk?: number;
  readonly error?: Error;
  /** Resolves when the first load on the GPU ends. */
  readonly loading?: Promise<undefined>;
}

/** Recognizers that note what they are asked; those on webgpu fail as the scene says. */
function createScene({
  loadError,
  failingChunk,
  error = new AppError('inference-failed', 'device lost'),
  loading = Promise.resolve(undefined),
}: Scene) {
  const log: string[] = [];
  const failures: DeviceFailure[] = [];
  const choices: DeviceChoice[] = [];
  const changes: RecognizerInfo[] = [];
  const pool = createSessionPool<PooledRecognizer>({ unloadAfterMs: null, maxWeightBytes: null });
  const chooser = createDeviceChooser({
    providers: executionProviders(['cpu', 'webgpu']),
    probe: () => Promise.resolve({ usable: true, reason: 'fast' }),
  });

  function createRecognizer(device: Device): Recognizer {
    const isGpu = device !== 'cpu';
    return {
      info: { languages: ['en'], canTranslate: false, wordTimes: 'exact', dtype: 'fp32', device },
      detectLanguage() {
        log.push(`${device} language`);
        return isGpu && failingChunk !== undefined ? Promise.reject(error) : Promise.resolve({ en: 1 });
      },
      async *recognize(chunks) {
        for (const { index } of chunks) {
          await Promise.resolve();
          log.push(`${device} ${index}`);
          if (isGpu && index === failingChunk) throw error;
          yield { index, language: 'en', languageProbability: 1, segments: [] };
        }
      },
    };
  }

  const open = (signal: AbortSignal = NEVER) =>
    hostRecognizer({
      request: { modelId: 'base', modelFolder: '/models/base', dtype: 'auto', device: 'auto' },
      signal,
      pool,
      chooser,
      toPoolRequest: (device) => ({
        key: device,
        modelId: 'base',
        async load() {
          log.push(`${device} load`);
          await loading;
          throwIfAborted(signal);
          if (device !== 'cpu' && loadError !== undefined) throw loadError;
          return {
            recognizer: createRecognizer(device),
            device,
            dtype: 'fp32',
            close() {
              log.push(`${device} close`);
              return Promise.resolve();
            },
          };
        },
      }),
      onDeviceChosen: (choice) => choices.push(choice),
      onDeviceFailed: (failure) => failures.push(failure),
      onChanged: (info) => changes.push(info),
    });
  return { open, pool, log, failures, changes, choices };
}

async function collect(results: AsyncIterable<ChunkResult>): Promise<number[]> {
  const indexes: number[] = [];
  for await (const { index } of results) indexes.push(index);
  return indexes;
}

describe('hostRecognizer', () => {
  it('stays on the device that works', async () => {
    const { open, log, failures, pool } = createScene({});
    const recognizer = await open();
    expect(await collect(recognizer.recognize(CHUNKS, DEFAULT_RECOGNIZER_OPTIONS, NEVER))).toEqual([
      0, 1, 2, 3,
    ]);
    recognizer.close();
    await pool.close();
    expect(log).toEqual(['webgpu load', 'webgpu 0', 'webgpu 1', 'webgpu 2', 'webgpu 3', 'webgpu close']);
    expect(failures).toEqual([]);
  });

  it('goes on on the CPU with the chunks that are not finished when the GPU fails', async () => {
    const { open, log, failures, changes } = createScene({ failingChunk: 2 });
    const recognizer = await open();
    expect(await collect(recognizer.recognize(CHUNKS, DEFAULT_RECOGNIZER_OPTIONS, NEVER))).toEqual([
      0, 1, 2, 3,
    ]);
    expect(log).toEqual([
      'webgpu load',
      'webgpu 0',
      'webgpu 1',
      'webgpu 2',
      'webgpu close',
      'cpu load',
      'cpu 2',
      'cpu 3',
    ]);
    expect(failures).toEqual([{ device: 'webgpu', modelKey: '/models/base\nauto', reason: 'device lost' }]);
    expect(changes.map((info) => info.device)).toEqual(['cpu']);
    expect(recognizer.info.device).toBe('cpu');
  });

  it('detects the language on the CPU when the GPU fails', async () => {
    const { open, log } = createScene({ failingChunk: 0 });
    const recognizer = await open();
    expect(await recognizer.detectLanguage(CHUNKS, NEVER)).toEqual({ en: 1 });
    expect(log).toEqual(['webgpu load', 'webgpu language', 'webgpu close', 'cpu load', 'cpu language']);
  });

  it('opens on the CPU when the GPU cannot take the model, and does not try the GPU again', async () => {
    const { open, log, failures, choices } = createScene({
      loadError: new AppError('out-of-memory', 'no room'),
    });
    const recognizer = await open();
    recognizer.close();
    await open();
    expect(log).toEqual(['webgpu load', 'cpu load']);
    expect(failures).toEqual([{ device: 'webgpu', modelKey: '/models/base\nauto', reason: 'no room' }]);
    expect(choices).toEqual([
      { device: 'webgpu', reason: 'fast' },
      { device: 'cpu', reason: 'webgpu: no room' },
    ]);
  });

  it('loads for itself when the load it shared is canceled by the one who began it', async () => {
    const { promise: loading, resolve } = Promise.withResolvers<undefined>();
    const { open, log } = createScene({ loading });
    const controller = new AbortController();
    const canceled = open(controller.signal);
    const other = open();
    controller.abort();
    resolve(undefined);
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
    expect((await other).info.device).toBe('webgpu');
    expect(log).toEqual(['webgpu load', 'webgpu load']);
  });

  it('passes on what another device cannot mend', async () => {
    const errors = [
      new AppError('model-missing', 'gone'),
      createAbortError(),
      new TypeError('a mistake of ours'),
    ];
    for (const error of errors) {
      const whileLoading = createScene({ loadError: error });
      await expect(whileLoading.open()).rejects.toBe(error);
      const whileRunning = createScene({ failingChunk: 0, error });
      const recognizer = await whileRunning.open();
      const results = recognizer.recognize(CHUNKS, DEFAULT_RECOGNIZER_OPTIONS, NEVER);
      await expect(results.next()).rejects.toBe(error);
      expect([...whileLoading.log, ...whileRunning.log]).toEqual(['webgpu load', 'webgpu load', 'webgpu 0']);
    }
  });
});
